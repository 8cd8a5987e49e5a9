import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { limitsTable, putTable } from './limits-table.ts';
import { eventSchemas, openApi } from '../lambdas/contract/openapi.ts';

/** Writes what is derived from the contract: `docs/openapi.json`, `docs/events/` and the table of `docs/inputs.md`. */
const docs = join(import.meta.dirname, '..', 'docs');
const json = async (value: unknown) => format(JSON.stringify(value), { parser: 'json', printWidth: 110 });

await mkdir(join(docs, 'events'), { recursive: true });
await writeFile(join(docs, 'openapi.json'), await json(openApi()));
for (const [name, schema] of Object.entries(eventSchemas())) {
  await writeFile(join(docs, 'events', name), await json(schema));
}

const inputs = join(docs, 'inputs.md');
const page = putTable(await readFile(inputs, 'utf8'), limitsTable());
await writeFile(inputs, await format(page, { parser: 'markdown', printWidth: 110 }));
