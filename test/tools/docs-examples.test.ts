import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { claims, isClaimed } from '../docs/examples.ts';
import { allBlocks, pages, root } from '../docs/pages.ts';

const blocks = await allBlocks();

describe('an example in the docs', () => {
  it('is claimed by a test', () => {
    const unclaimed = blocks.filter((block) => !claims.some((claim) => isClaimed(block, claim)));
    expect(unclaimed.map(({ page, line, language }) => `${page}:${line} ${language}`)).toEqual([]);
    expect(blocks.length).toBeGreaterThan(70);
  });

  it.each(pages)('of %s is in a fence of its own lines', async (page) => {
    const text = await readFile(join(root, page), 'utf8');
    const fences = [...text.matchAll(/^.*(?:```|~~~).*$/gmu)].map(([line]) => line);
    expect(fences.filter((line) => !/^ *```\w*$/u.test(line))).toEqual([]);
    expect(fences).toHaveLength(2 * blocks.filter((block) => block.page === page).length);
  });
});

describe.each(claims.map((claim) => [JSON.stringify(claim), claim] as const))(
  'the claim %s',
  (_name, claim) => {
    it('is of an example that is there, by a test that takes it from the page', async () => {
      expect(blocks.filter((block) => isClaimed(block, claim))).not.toEqual([]);
      const test = await readFile(join(root, claim.by), 'utf8');
      // A test of all pages has them from the list of all blocks.
      const named = [claim.page === undefined ? 'allBlocks()' : basename(claim.page), claim.says ?? ''];
      const plain = test.replaceAll(/\\(?=[/.])/gu, '');
      expect(named.filter((words) => !plain.includes(words))).toEqual([]);
    });
  },
);
