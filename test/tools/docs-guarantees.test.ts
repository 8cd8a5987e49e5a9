import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { rowsIn } from '../../tools/faults/fault-rows.ts';
import { root } from '../docs/pages.ts';

const read = async (path: string): Promise<string> => readFile(join(root, path), 'utf8');
const page = await read('docs/guarantees.md');
const section = (heading: string): string =>
  page.split(/^## /mu).find((text) => text.startsWith(`${heading}\n`)) ?? '';
const cells = (row: string): string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const rowsOf = (heading: string): string[][] =>
  section(heading)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| -'))
    .map(cells)
    .slice(1);

/** `4, 23 to 26` as 4, 23, 24, 25, 26. */
const numbersIn = (text: string): number[] =>
  [...text.matchAll(/(?<first>\d+)(?: to (?<last>\d+))?/gu)].flatMap(({ groups = {} }) => {
    const first = Number(groups['first']);
    const last = Number(groups['last'] ?? first);
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  });

const promises = rowsOf('Promised');
const known = rowsIn(await read('docs/faults.md')).map(({ number }) => number);
const patches = (await readdir(join(root, 'tools', 'sabotage', 'patches'))).map((name) =>
  name.replace('.patch', ''),
);

describe('a promise of docs/guarantees.md', () => {
  it('is one of several', () => {
    expect(promises.length).toBeGreaterThan(8);
    expect(rowsOf('Not promised').length).toBeGreaterThan(8);
  });

  it.each(
    promises.map(([promise = '', faults = '', tests = '', sabotage = '']) => [
      promise,
      faults,
      tests,
      sabotage,
    ]),
  )(
    '%s is held by rows of faults, by tests and by a sabotage that there are',
    async (_promise, faults, tests, sabotage) => {
      const numbers = numbersIn(faults);
      expect(numbers).not.toEqual([]);
      expect(numbers.filter((number) => !known.includes(number))).toEqual([]);
      const files = [...tests.matchAll(/\]\((?<path>\.\.\/[^)#]+\.test\.ts)\)/gu)].map(
        ({ groups = {} }) => groups['path'] ?? '',
      );
      expect(files).not.toEqual([]);
      for (const file of files) await stat(join(dirname(join(root, 'docs', 'x')), file));
      const named = [...sabotage.matchAll(/`(?<name>[^`]+)`/gu)].map(({ groups = {} }) => groups['name']);
      expect(named).not.toEqual([]);
      expect(named.filter((name) => !patches.includes(name ?? ''))).toEqual([]);
    },
  );

  it.each(rowsOf('Not promised').map(([what = '', why = '']) => [what, why]))(
    'is not made of "%s", for a reason',
    (what, why) => {
      expect([what, why]).not.toContain('');
    },
  );
});

describe('docs/comparison.md', () => {
  it('names only rows of faults that there are', async () => {
    const text = await read('docs/comparison.md');
    const links = [...text.matchAll(/\[(?<rows>\d[^\]]*)\]\(faults\.md#/gu)].flatMap(({ groups = {} }) =>
      numbersIn(groups['rows'] ?? ''),
    );
    expect(links.length).toBeGreaterThan(15);
    expect(links.filter((number) => !known.includes(number))).toEqual([]);
  });
});
