import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { limitsTable } from './limits-table.ts';
import { permissionTables } from './permission-tables.ts';
import { putTable } from './put-table.ts';
import { eventSchemas, openApi } from '../lambdas/contract/openapi.ts';

/** Writes what is derived: `docs/openapi.json`, `docs/events/`, the tables of `docs/inputs.md` and `docs/permissions.md`. */
const docs = join(import.meta.dirname, '..', 'docs');
const json = async (value: unknown) => format(JSON.stringify(value), { parser: 'json', printWidth: 110 });

await mkdir(join(docs, 'events'), { recursive: true });
await writeFile(join(docs, 'openapi.json'), await json(openApi()));
for (const [name, schema] of Object.entries(eventSchemas())) {
  await writeFile(join(docs, 'events', name), await json(schema));
}

const putTables = async (name: string, tables: Readonly<Record<string, string>>): Promise<void> => {
  const file = join(docs, name);
  const page = Object.entries(tables).reduce(
    (text, [of, table]) => putTable(text, of, table),
    await readFile(file, 'utf8'),
  );
  await writeFile(file, await format(page, { parser: 'markdown', printWidth: 110 }));
};
await putTables('inputs.md', { limits: limitsTable() });
await putTables('permissions.md', permissionTables());
