import { describe, expect, it } from '@jest/globals';
import { copiesIn, libraryOf, sharesOf } from '../../../bench/start-up/bundles.ts';
import { growthOf } from '../../../bench/start-up/sizes.ts';

describe('the growth of bundles', () => {
  const accepted = { look: { reshoot: 600, zod: 400 } };

  it('is none up to a tenth', () => {
    expect(growthOf(accepted, { look: { reshoot: 650, zod: 450 } })).toEqual([]);
    expect(growthOf(accepted, { look: { reshoot: 100 } })).toEqual([]);
  });

  it('names the function, what it was, and the libraries that grew, the one with most first', () => {
    expect(growthOf(accepted, { look: { reshoot: 610, zod: 300, undici: 500 } })).toEqual([
      'look: 1000 bytes became 1410 (undici +500, reshoot +10)',
    ]);
  });

  it('is told of functions that came or went', () => {
    expect(growthOf(accepted, { glance: { reshoot: 5 } })).toEqual([
      'look: is no function any more',
      'glance: is new, with 5 bytes',
    ]);
  });
});

describe('a bundle', () => {
  const inputs = {
    'lambdas/send/index.ts': { bytesInOutput: 10 },
    'node_modules/zod/index.js': { bytesInOutput: 20 },
    'node_modules/@aws-sdk/core/a.js': { bytesInOutput: 30 },
    'node_modules/zod/unused.js': { bytesInOutput: 0 },
    'node_modules/some/node_modules/zod/index.js': { bytesInOutput: 40 },
  };
  const shares = sharesOf({ inputs, bytes: 105, imports: [], exports: [] });

  it('is shared out among the innermost packages that its files are of', () => {
    expect(shares.libraries).toEqual({ reshoot: 10, zod: 60, '@aws-sdk/core': 30, esbuild: 5 });
    expect(libraryOf('node_modules/@aws-sdk/core/a.js').folder).toBe('node_modules/@aws-sdk/core');
  });

  it('tells of a library that it has twice', () => {
    expect(copiesIn(shares)).toEqual(['zod: node_modules/zod, node_modules/some/node_modules/zod']);
  });
});
