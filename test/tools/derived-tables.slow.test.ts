import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { derivedTables } from '../../tools/derived-tables.ts';
import { putTable } from '../../tools/put-table.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');

describe('a table of the docs that is derived', () => {
  it.each(derivedTables())(
    'is in $page as it is now; npm run docs writes it',
    async ({ page, name, table }) => {
      const written = await readFile(join(docs, page), 'utf8');
      // Set in columns for the eye.
      const loose = (text: string) => text.replaceAll(/ +|-{3,}/gu, ' ');
      expect(loose(written)).toBe(loose(putTable(written, name, table)));
    },
  );

  it('has to have a place in its page', () => {
    expect(() => putTable('nothing', 'limits', '')).toThrow(/there is no .*limits/u);
  });
});
