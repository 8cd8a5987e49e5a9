import { describe, expect, test } from '@jest/globals';
import { limits } from '../../../lambdas/contract/limits.ts';
import {
  deployedUrls,
  localUrls,
  urlFault,
  urlSchema,
  type UrlPolicy,
} from '../../../lambdas/contract/urls.ts';

const longest = limits.urlCharacters.max;
const taken = 'taken';
/** An edition without a bucket. */
const withoutObjects: UrlPolicy = { ...localUrls, s3: false };
const ofLength = (characters: number): string => 'https://example.com/'.padEnd(characters, 'x');

describe('an address', () => {
  test.each([
    ['https://example.com/clip.mp4', taken, taken],
    ['https://example.com', taken, taken],
    ['https://example.com:8443/clip.mp4?signature=a%2Bb#t=1', taken, taken],
    ['HTTPS://EXAMPLE.COM/clip.mp4', taken, taken],
    ['https://bücher.example/clip.mp4', taken, taken],
    ['http://example.com/clip.mp4', 'http:// is not taken', 'http:// is not taken'],
    ['http://127.0.0.1/clip.mp4', 'http:// is not taken', taken],
    ['http://127.0.0.1:4700/samples/input-1-1.mp4', 'http:// is not taken', taken],
    ['http://localhost:4700/clip.mp4', 'http:// is not taken', taken],
    ['HTTP://LOCALHOST:4700/clip.mp4', 'http:// is not taken', taken],
    ['http://[::1]:4700/clip.mp4', 'http:// is not taken', taken],
    ['http://127.0.0.1.evil.example/clip.mp4', 'http:// is not taken', 'http:// is not taken'],
    ['http://localhost.evil.example/clip.mp4', 'http:// is not taken', 'http:// is not taken'],
    ['http://evil.example/127.0.0.1', 'http:// is not taken', 'http:// is not taken'],
    ['http://evil.example#localhost', 'http:// is not taken', 'http:// is not taken'],
    ['http://[::2]/clip.mp4', 'http:// is not taken', 'http:// is not taken'],
    ['http://0.0.0.0/clip.mp4', 'http:// is not taken', 'http:// is not taken'],
    ['http://169.254.169.254/latest', 'http:// is not taken', 'http:// is not taken'],
    ['http://127.0.0.1@evil.example/', 'user name or password', 'user name or password'],
    ['http://localhost:80@evil.example/', 'user name or password', 'user name or password'],
    ['https://me:secret@example.com/clip.mp4', 'user name or password', 'user name or password'],
    ['https://me@example.com/clip.mp4', 'user name or password', 'user name or password'],
    ['https://:secret@example.com/clip.mp4', 'user name or password', 'user name or password'],
    ['s3://bucket/clips/a.mp4', taken, 's3:// is not available here'],
    ['s3://bucket/a key?with & every..thing/...in it', taken, 's3:// is not available here'],
    ['s3://bucket/a//b%20c\\', taken, 's3:// is not available here'],
    ['s3://bucket/a/../b', 'between slashes', 's3:// is not available here'],
    ['s3://bucket/./b', 'between slashes', 's3:// is not available here'],
    ['s3://bucket/..', 'between slashes', 's3:// is not available here'],
    ['s3://bucket/\ud800', 'bytes of UTF-8', 's3:// is not available here'],
    [`s3://bucket/${'é'.repeat(512)}`, taken, 's3:// is not available here'],
    [`s3://bucket/${'é'.repeat(512)}x`, '1024 bytes', 's3:// is not available here'],
    ['s3://buc..ket/key', 's3://bucket/key', 's3:// is not available here'],
    ['s3://bucket', 's3://bucket/key', 's3:// is not available here'],
    ['s3://bucket/', 's3://bucket/key', 's3:// is not available here'],
    ['s3:///key', 's3://bucket/key', 's3:// is not available here'],
    ['s3://BUCKET/key', 's3://bucket/key', 's3:// is not available here'],
    ['s3://b/key', 's3://bucket/key', 's3:// is not available here'],
    ['s3://me:secret@bucket/key', 's3://bucket/key', 's3:// is not available here'],
    ['file:///etc/passwd', 'file:// is not taken', 'file:// is not taken'],
    ['ftp://example.com/clip.mp4', 'ftp:// is not taken', 'ftp:// is not taken'],
    ['data:video/mp4;base64,AAAA', 'is not taken', 'is not taken'],
    ['javascript:alert(1)', 'is not taken', 'is not taken'],
    ['https:/example.com/clip.mp4', 'is not an absolute URL', 'is not an absolute URL'],
    ['https:\\\\example.com/clip.mp4', 'backslashes', 'backslashes'],
    [' https://example.com/clip.mp4', 'spaces', 'spaces'],
    ['https://example.com/clip.mp4\n', 'control characters', 'control characters'],
    ['https://exam\nple.com/clip.mp4', 'control characters', 'control characters'],
    ['https://example.com/my clip.mp4', '%20', '%20'],
    ['https://example.com/\u0000', 'control characters', 'control characters'],
    ['https://example.com/\ud800', 'control characters', 'control characters'],
    ['clip.mp4', 'is not an absolute URL', 'is not an absolute URL'],
    ['/clip.mp4', 'is not an absolute URL', 'is not an absolute URL'],
    ['//example.com/clip.mp4', 'is not an absolute URL', 'is not an absolute URL'],
    ['https://', 'is not an absolute URL', 'is not an absolute URL'],
    ['', 'is not an absolute URL', 'is not an absolute URL'],
  ])('%s is met with, where deployed: %s, on one machine: %s', (address, deployed, local) => {
    for (const [policy, fault] of [
      [deployedUrls, deployed],
      [withoutObjects, local],
    ] as const) {
      if (fault === taken) expect(urlFault(address, policy)).toBeUndefined();
      else expect(urlFault(address, policy)).toContain(fault);
    }
  });

  test('may be as long as a signed one, and no longer', () => {
    expect(urlFault(ofLength(longest), deployedUrls)).toBeUndefined();
    expect(urlFault(ofLength(longest + 1), deployedUrls)).toBe(
      `must be at most ${longest} characters, and has ${longest + 1}`,
    );
    expect(urlFault(`s3://bucket/${'x'.repeat(longest)}`, deployedUrls)).toContain('at most');
  });

  test.each([
    [deployedUrls, 'file:// is not taken; use https:// or s3://bucket/key'],
    [withoutObjects, 'file:// is not taken; use https:// or http:// on this machine (127.0.0.1)'],
  ])('is told what would be taken instead under %j', (policy, message) => {
    expect(urlFault('file:///clip.mp4', policy)).toBe(message);
  });

  test('is kept to the letter, and never normalised', () => {
    const address = 'HTTPS://Example.com/a/../b%20c?x=%2F';
    expect(urlSchema(deployedUrls).parse(address)).toBe(address);
  });
});
