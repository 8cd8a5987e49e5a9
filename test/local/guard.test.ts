import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foreign } from '../../local/guard.ts';

describe('the guard of the local server', () => {
  it.each([
    ['127.0.0.1:4700', undefined],
    ['localhost:4700', undefined],
    ['LOCALHOST:4700', undefined],
    ['[::1]:4700', undefined],
    ['127.0.0.1:4700', 'http://127.0.0.1:4700'],
    ['localhost:4700', 'http://127.0.0.1:4700'],
    ['[::1]:4700', 'http://[::1]:4700'],
    ['127.0.0.1:4700', 'HTTP://LOCALHOST:4700'],
  ])('takes a request to %s from origin %s', (host, origin) => {
    expect(foreign({ host, origin }, 4700)).toBeUndefined();
  });

  it.each([
    ['no host', undefined, undefined],
    ['a name that was pointed here', 'rebound.example:4700', undefined],
    ['a name that ends like ours', 'evil-localhost:4700', undefined],
    ['a name below ours', 'page.localhost:4700', undefined],
    ['our name with a dot', 'localhost.:4700', undefined],
    ['our address in another spelling', '127.1:4700', undefined],
    ['our address as a number', '2130706433:4700', undefined],
    ['another address of this machine', '127.0.0.2:4700', undefined],
    ['any address', '0.0.0.0:4700', undefined],
    ['a name that resolves here by design', '127.0.0.1.nip.io:4700', undefined],
    ['our address mapped', '[::ffff:127.0.0.1]:4700', undefined],
    ['an address without its brackets', '::1:4700', undefined],
    ['a user in front', 'user@127.0.0.1:4700', undefined],
    ['two hosts', '127.0.0.1:4700, rebound.example', undefined],
    ['an empty host', '', undefined],
    ['another port', '127.0.0.1:4701', undefined],
    ['no port', '127.0.0.1', undefined],
    ['a name that begins like ours', '127.0.0.1.example:4700', undefined],
    ['a page of another site', '127.0.0.1:4700', 'https://example.com'],
    ['a page of another port', '127.0.0.1:4700', 'http://127.0.0.1:8080'],
    ['a page of no origin', '127.0.0.1:4700', 'null'],
    ['a page of a name that ends like ours', '127.0.0.1:4700', 'http://evil-localhost:4700'],
    ['a page of a name that begins like ours', '127.0.0.1:4700', 'http://127.0.0.1:4700.example'],
    ['a page of our name and no port', '127.0.0.1:4700', 'http://localhost'],
    ['a page of two origins', '127.0.0.1:4700', 'http://127.0.0.1:4700 https://example.com'],
    ['an empty origin', '127.0.0.1:4700', ''],
    ['our own name over https', '127.0.0.1:4700', 'https://127.0.0.1:4700'],
  ])('fault 71: refuses %s', (_what, host, origin) => {
    expect(foreign({ host, origin }, 4700)).toEqual(expect.any(String));
  });

  it.each([
    ['127.0.0.1', undefined],
    ['localhost:80', 'http://localhost'],
  ])('takes %s from origin %s on port 80, which no browser names', (host, origin) => {
    expect(foreign({ host, origin }, 80)).toBeUndefined();
  });

  it('fault 71: refuses any name but this machine’s', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.webAuthority(), fc.ipV4(), fc.ipV6()), (name) => {
        fc.pre(!/^(localhost|127\.0\.0\.1)(:|$)/u.test(name));
        expect(foreign({ host: `${name}:4700`, origin: undefined }, 4700)).toEqual(expect.any(String));
        expect(foreign({ host: 'localhost:4700', origin: `http://${name}:4700` }, 4700)).toEqual(
          expect.any(String),
        );
      }),
    );
  });
});
