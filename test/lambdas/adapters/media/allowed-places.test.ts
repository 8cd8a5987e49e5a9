import { describe, expect, test } from '@jest/globals';
import { allowsPlace, type Places } from '../../../../lambdas/adapters/media/allowed-places.ts';

describe('public hosts', () => {
  const places: Places = { kind: 'public', hosts: ['runcomfy.net', 'runcomfy.com'] };

  test.each([
    'https://runcomfy.net/a',
    'https://playgrounds-storage-public.runcomfy.net/a%3D?b',
    'https://a.b.RunComfy.com:443/',
  ])('%s may be fetched', (url) => {
    expect(allowsPlace(places, new URL(url))).toBe(true);
  });

  test.each([
    'http://runcomfy.net/',
    'https://runcomfy.net:8443/',
    'https://user@runcomfy.net/',
    'https://:secret@runcomfy.net/',
    'https://evilruncomfy.net/',
    'https://runcomfy.net.evil.example/',
    'https://runcomfy.net./',
    'https://runcomfy.net@evil.example/',
    'https://evil.example/runcomfy.net',
    'https://evil.example\\@runcomfy.net/',
    'https://127.0.0.1/',
    'ftp://runcomfy.net/',
  ])('%s may not', (url) => {
    expect(allowsPlace(places, new URL(url))).toBe(false);
  });

  test.each(['127.0.0.1', '[::1]', 'localhost', '10.0.0.5'])('are never %s, although it is named', (host) => {
    expect(allowsPlace({ kind: 'public', hosts: [host] }, new URL(`https://${host}/`))).toBe(false);
  });
});

describe('loopback origins', () => {
  const places: Places = { kind: 'loopback', origins: ['http://127.0.0.1:4000', 'http://stand-in.test'] };

  test.each([
    ['http://127.0.0.1:4000/a.mp4', true],
    ['http://127.0.0.1:4001/a.mp4', false],
    ['https://127.0.0.1:4000/a.mp4', false],
    ['http://localhost:4000/a.mp4', false],
    ['http://user@127.0.0.1:4000/a.mp4', false],
    ['http://:secret@127.0.0.1:4000/a.mp4', false],
    ['http://stand-in.test/a.mp4', false],
  ])('%s: %p', (url, allowed) => {
    expect(allowsPlace(places, new URL(url))).toBe(allowed);
  });
});
