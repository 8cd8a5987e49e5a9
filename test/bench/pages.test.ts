import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { benches } from '../../bench/benches.ts';
import type { Bench } from '../../bench/bench.ts';
import { pageFrom, pages, readKept } from '../../bench/kept.ts';
import { isMet, putSection, writtenPage } from '../../bench/page.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const kept = await readKept();

describe('what was measured', () => {
  it.each(pages)('is what docs/%s says: otherwise, npm run bench -- --write', async (name) => {
    const page = await readFile(join(docs, name), 'utf8');
    expect(await pageFrom(page, name, kept)).toBe(page);
  });

  it('is of every bench there is, and of no other', () => {
    expect(Object.keys(kept.benches).toSorted()).toEqual(benches.map(({ name }) => name).toSorted());
  });

  it('names what it was measured on', () => {
    expect(kept.machine.cores).toBeGreaterThan(0);
    expect(kept.node).toMatch(/^\d+\.\d+\.\d+$/u);
    expect(kept.seed).toBeGreaterThan(0);
  });
});

const bench: Bench = {
  name: 'weighing',
  about: 'weighs',
  sections: {
    weights: {
      page: 'performance.md',
      tables: ({ grams = 0 }) => [{ head: ['what', 'grams'], rows: [['a feather', String(grams)]] }],
    },
  },
  targets: [{ what: 'weight, g', metric: 'grams', atMost: 2 }],
  measure: async () => ({ grams: 1 }),
};
const page =
  '# A page\n\n<!-- bench: weights -->\n\nold\n\n<!-- end of weights -->\n\n' +
  '<!-- bench: weighing, targets -->\n<!-- end of weighing, targets -->\n\nThe end\n';

describe('a page of benches', () => {
  it('has the tables and what came of the targets in their places', () => {
    const written = writtenPage(page, 'performance.md', [bench], { weighing: { grams: 3 } });
    expect(written).toContain('| a feather | 3 |');
    expect(written).toContain('| weight, g | ≤ 2 | 3 | **no** |');
    expect(written).not.toContain('old');
    expect(written).toMatch(/^# A page[^]+The end\n$/u);
  });

  it('says nothing of what was not measured', () => {
    expect(writtenPage(page, 'performance.md', [bench], {})).toBe(page);
    expect(() => writtenPage(page, 'performance.md', [bench], { weighing: {} })).toThrow(
      'nothing was measured of "grams"',
    );
  });

  it('fails where a table has no place', () => {
    expect(() => putSection('# Nothing\n', 'weights', '')).toThrow('there is no <!-- bench: weights -->');
  });

  it.each([
    [{ atMost: 2 }, 2, true],
    [{ atMost: 2 }, 2.1, false],
    [{ atLeast: 2 }, 2, true],
    [{ atLeast: 2 }, 1.9, false],
  ] as const)('takes %j for met by %d: %s', (bound, value, met) => {
    expect(isMet({ what: 'weight', metric: 'grams', ...bound }, value)).toBe(met);
  });
});
