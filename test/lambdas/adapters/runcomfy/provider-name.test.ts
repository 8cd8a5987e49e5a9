import { describe, expect, it } from '@jest/globals';
import { providerName } from '../../../../lambdas/adapters/runcomfy/provider-name.ts';
import { runComfy } from '../../../../lib/provider-place.ts';

describe('who is at the provider’s address', () => {
  it.each([
    [runComfy.url, 'RunComfy'],
    ['https://runcomfy.net/prefix', 'RunComfy'],
    ['http://127.0.0.1:4000', 'a stand-in'],
    ['https://runcomfy.net.example', 'a stand-in'],
    ['https://not-runcomfy.net', 'a stand-in'],
  ])('%s: %s', (url, name) => {
    expect(providerName(url)).toBe(name);
  });
});
