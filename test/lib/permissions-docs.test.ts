import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { putTable } from '../../tools/derived-table.ts';
import { permissionTables } from '../../tools/permission-tables.ts';

describe('the page of who may do what', () => {
  it('has the tables as they follow from the template; npm run docs writes them', async () => {
    const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'permissions.md'), 'utf8');
    // Set in columns for the eye.
    const loose = (text: string) => text.replaceAll(/ +|-{3,}/gu, ' ');
    for (const [name, table] of Object.entries(permissionTables())) {
      expect(loose(page)).toBe(loose(putTable(page, name, table)));
    }
  });
});
