import * as z from 'zod';
import { limits } from './limits.ts';

/** Which addresses an edition takes for clips, pictures and callbacks. */
export interface UrlPolicy {
  /** `s3://bucket/key` objects, signed when the edit is sent. */
  readonly s3: boolean;
  /** `http://` on 127.0.0.1, localhost or [::1]: for the edition that runs on one machine. */
  readonly loopbackHttp: boolean;
}

export const deployedUrls: UrlPolicy = { s3: true, loopbackHttp: false };
export const localUrls: UrlPolicy = { s3: true, loopbackHttp: true };

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether it is at this machine, whichever that is. */
export const isLoopback = ({ hostname }: URL): boolean => loopback.has(hostname);

/** Why `value` is not an address this policy takes, or undefined if it is one. */
export const urlFault = (value: string, policy: UrlPolicy): string | undefined => {
  if (value.length > limits.urlCharacters.max) {
    return `must be at most ${limits.urlCharacters.max} characters, and has ${value.length}`;
  }
  if (value.startsWith('s3://'))
    return policy.s3 ? s3Fault(value) : `s3:// is not available here; ${takes(policy)}`;
  // The URL parser repairs these in silence; what the provider's does with them, nobody knows.
  if (/[\s\p{Cc}\\]/u.test(value) || !value.isWellFormed())
    return 'must not contain spaces, backslashes or control characters; a space is written as %20';
  const url =
    /^[a-z][a-z0-9+.-]*:(?!\/(?!\/))/iu.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  if (!url) return `is not an absolute URL; ${takes(policy)}`;
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (url.protocol === 'https:') return undefined;
  if (policy.loopbackHttp && url.protocol === 'http:' && isLoopback(url)) return undefined;
  return `${url.protocol}// is not taken; ${takes(policy)}`;
};

const mostKeyBytes = 1_024;

// An S3 key is any text: the URL parser would decode escapes, so it never sees one. But who fetches the signed address
// folds `.` and `..` in it, and asks for another object than was signed.
const s3Fault = (value: string): string | undefined => {
  const { bucket, key = '' } = /^s3:\/\/(?<bucket>[^/]*)(?:\/(?<key>.*))?$/su.exec(value)?.groups ?? {};
  if (!/^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u.test(bucket ?? '') || key === '')
    return 'must read s3://bucket/key';
  if (key.split('/').some((part) => part === '.' || part === '..'))
    return 'must not have . or .. between slashes of its key';
  if (!key.isWellFormed() || new TextEncoder().encode(key).length > mostKeyBytes)
    return `must have a key of at most ${mostKeyBytes} bytes of UTF-8`;
  return undefined;
};

const takes = (policy: UrlPolicy): string =>
  [
    'use https://',
    ...(policy.s3 ? ['s3://bucket/key'] : []),
    ...(policy.loopbackHttp ? ['http:// on this machine (127.0.0.1)'] : []),
  ].join(' or ');

export const urlSchema = (policy: UrlPolicy) =>
  z.string().check((context) => {
    const fault = urlFault(context.value, policy);
    if (fault !== undefined) {
      context.issues.push({ code: 'custom', message: fault, input: context.value });
    }
  });
