import { describe, expect, test } from '@jest/globals';
import { publicHttps } from '../../../../lambdas/adapters/public-network/public-https.ts';
import { controls, privateLiterals } from './attacks.ts';

describe('an address to send to', () => {
  test.each([
    ...controls.map(([, url]) => url),
    'https://public.test:443/a?b#c',
    'https://localhost.public.test/',
    'https://notlocalhost/',
    'https://10.0.0.5.public.test/',
  ])('%s is taken', (url) => {
    expect(publicHttps(new URL(url))).toBeUndefined();
  });

  test.each([
    ...privateLiterals,
    'LOCALHOST',
    'a.localhost',
    'a.localhost.',
    'localhost..',
    '127.0.0.1.',
    '0177.0.0.1',
    '127。0。0。1',
    '[::10.0.0.5]',
    '[64:ff9b::7f00:1]',
  ])('https://%s is not, as it is not on the public network', (host) => {
    expect(publicHttps(new URL(`https://${host}/`))).toContain('must be on the public network');
  });

  test.each([
    ['http://public.test/', 'https://'],
    ['ftp://public.test/', 'https://'],
    ['file:///etc/passwd', 'https://'],
    ['https://public.test:8443/', 'on the port of https, and not on 8443'],
    ['https://public.test:80/', 'on the port of https'],
    ['https://user@public.test/', 'user name'],
    ['https://:secret@public.test/', 'password'],
    ['https://public.test@127.0.0.1/', 'user name'],
  ])('%s is not, and it says why', (url, reason) => {
    expect(publicHttps(new URL(url))).toContain(reason);
  });
});
