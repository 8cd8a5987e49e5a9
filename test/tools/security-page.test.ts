import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { rowsIn, titlesIn } from '../../tools/faults/fault-rows.ts';
import { attacks } from '../lambdas/adapters/public-network/attacks.ts';

const root = join(import.meta.dirname, '..', '..');
const file = async (path: string) => readFile(join(root, path), 'utf8');

interface Link {
  readonly text: string;
  readonly path: string;
}

/** Links to files of the repository. Texts may have brackets of their own. */
const linksIn = (page: string): readonly Link[] =>
  [...page.matchAll(/\[(?<text>(?:[^[\]]|\[[^\]]*\])+)\]\((?<path>[^)\s]+)\)/gu)].flatMap(
    ({ groups = {} }) => {
      const [path = ''] = (groups['path'] ?? '').split('#');
      return path === '' || path.startsWith('http') ? [] : [{ text: groups['text'] ?? '', path }];
    },
  );

describe('SECURITY.md', () => {
  let page: string;
  let links: readonly Link[];
  beforeAll(async () => {
    page = await file('SECURITY.md');
    links = linksIn(page);
  });

  it('points at files that are there', () => {
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names tests that are there, by their titles', async () => {
    const named = links.filter(({ text, path }) => path.endsWith('.test.ts') && !text.endsWith('.test.ts'));
    const missing: Link[] = [];
    for (const link of named) {
      // A word that stands for several tests, in a sentence: the file is what is meant.
      if (/^(?:every grant against a list|checksum)$/u.test(link.text)) continue;
      const titles = titlesIn(link.path, await file(link.path)).map((title) =>
        title.replace(/^fault \d+: /u, ''),
      );
      if (!titles.includes(link.text)) missing.push(link);
    }
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(25);
  });

  it('has a row for every attack that is tried on the guard', () => {
    const [, table = ''] = page.split('### Being led inside');
    const [rows = ''] = table.split('### Everything else');
    const names = [...rows.matchAll(/^\| (?<name>.+?) +\|/gmu)]
      .map(({ groups }) => (groups?.['name'] ?? '').replaceAll('`', ''))
      .filter((name) => name !== 'attack' && !name.startsWith('---'));
    expect(names).toEqual([...attacks.map(([attack]) => attack), 'a name that flips to 127.0.0.1']);
  });

  it('has the rows of the faults that are attacks, with tests of their numbers', async () => {
    const [, table = ''] = page.split('### Everything else');
    const rows = [...table.matchAll(/^\| (?<row>\d+) +\|.+\]\((?<path>[^)]+)\) *\|$/gmu)].map(
      ({ groups = {} }) => ({
        row: Number(groups['row']),
        path: groups['path'] ?? '',
      }),
    );
    const attacking = [1, 2, 3, 4, 5, 6, 7, 8, 39, 44, 54, 59, 60, 61, 62, 63, 66, 68, 71, 73];
    expect(rows.map(({ row }) => row)).toEqual(attacking);
    const known = rowsIn(await file('docs/faults.md')).map(({ number }) => number);
    expect(attacking.filter((row) => !known.includes(row))).toEqual([]);
    for (const { row, path } of rows)
      expect([path, await file(path)]).toEqual([path, expect.stringContaining(`fault ${row}`)]);
  });
});
