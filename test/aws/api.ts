import type { LookupFunction } from 'node:net';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity } from '@smithy/types';
import { Agent, fetch, type Response } from 'undici';
import type { MiniStack } from './ministack.ts';

export interface ApiCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Calls a path of one HTTP API, `/v1/edits` say. */
export type Api = (path: string, call?: ApiCall) => Promise<Response>;

/** The HTTP API whose address a stack's output gives, called as `caller`. */
export const signedApi = (emulator: MiniStack, apiUrl: string, caller: AwsCredentialIdentity): Api => {
  const origin = originInside(emulator, apiUrl);
  const signer = new SignatureV4({
    service: 'execute-api',
    region: emulator.region,
    credentials: caller,
    sha256: Sha256,
  });
  return async (path, { method = 'GET', headers = {}, body } = {}) => {
    const { protocol, host, pathname, searchParams } = new URL(path, origin);
    const signed = await signer.sign({
      method,
      protocol,
      hostname: host,
      path: pathname,
      query: Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)])),
      headers: { ...headers, host },
      body,
    });
    const { host: _, ...sent } = signed.headers;
    return send(new URL(path, origin), { method, headers: sent, body });
  };
};

/** The same, called by nobody, or by whom the call's own headers name. */
export const unsignedApi = (emulator: MiniStack, apiUrl: string): Api => {
  const origin = originInside(emulator, apiUrl);
  return async (path, call = {}) => send(new URL(path, origin), call);
};

/** An API keeps its id in the emulator; its address on AWS leads out of it. */
const originInside = (emulator: MiniStack, apiUrl: string): string => {
  const [id] = new URL(apiUrl).hostname.split('.');
  return `https://${String(id)}.execute-api.localhost:${new URL(emulator.endpoint).port}`;
};

const send = (url: URL, { method = 'GET', headers = {}, body }: ApiCall): Promise<Response> =>
  fetch(url, { method, headers, body: body ?? null, redirect: 'manual', dispatcher: onThisMachine });

// Browsers know that *.localhost is this machine; most resolvers do not.
const lookupOnThisMachine: LookupFunction = (_hostname, { all }, callback) => {
  if (all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
// A kept connection may be closed by the emulator just as the next call goes out on it.
const onThisMachine = new Agent({ allowH2: false, pipelining: 0, connect: { lookup: lookupOnThisMachine } });
