import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { eventSchemas, openApi } from '../lambdas/contract/openapi.ts';
import { derivedTables } from './derived-tables.ts';
import { putTable } from './put-table.ts';
import { settingsSchema } from './settings-table.ts';

/** Writes what is derived: `docs/openapi.json`, `docs/events/`, the schema of settings, and tables in pages of `docs/`. */
const docs = join(import.meta.dirname, '..', 'docs');
const json = async (value: unknown) => format(JSON.stringify(value), { parser: 'json', printWidth: 110 });

await mkdir(join(docs, 'events'), { recursive: true });
await writeFile(join(docs, 'openapi.json'), await json(openApi()));
for (const [name, schema] of Object.entries(eventSchemas())) {
  await writeFile(join(docs, 'events', name), await json(schema));
}
await writeFile(join(docs, 'settings.schema.json'), await json(settingsSchema()));

for (const { page, name, table } of derivedTables()) {
  const path = join(docs, page);
  const written = putTable(await readFile(path, 'utf8'), name, table);
  await writeFile(path, await format(written, { parser: 'markdown', printWidth: 110 }));
}
