import { describe, expect, it } from '@jest/globals';
import { foreign } from '../../local/guard.ts';

describe('the guard of the local server', () => {
  it.each([
    ['127.0.0.1:4700', undefined],
    ['localhost:4700', undefined],
    ['LOCALHOST:4700', undefined],
    ['[::1]:4700', undefined],
    ['127.0.0.1:4700', 'http://127.0.0.1:4700'],
    ['localhost:4700', 'http://127.0.0.1:4700'],
  ])('takes a request to %s from origin %s', (host, origin) => {
    expect(foreign({ host, origin }, 4700)).toBeUndefined();
  });

  it.each([
    ['no host', undefined, undefined],
    ['a name that was pointed here', 'rebound.example:4700', undefined],
    ['another port', '127.0.0.1:4701', undefined],
    ['no port', '127.0.0.1', undefined],
    ['a name that begins like ours', '127.0.0.1.example:4700', undefined],
    ['a page of another site', '127.0.0.1:4700', 'https://example.com'],
    ['a page of another port', '127.0.0.1:4700', 'http://127.0.0.1:8080'],
    ['a page of no origin', '127.0.0.1:4700', 'null'],
    ['our own name over https', '127.0.0.1:4700', 'https://127.0.0.1:4700'],
  ])('fault 71: refuses %s', (_what, host, origin) => {
    expect(foreign({ host, origin }, 4700)).toEqual(expect.any(String));
  });
});
