import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { limitsTable } from './limits-table.ts';
import { metricsTable } from './metrics-table.ts';
import { putTable } from './put-table.ts';
import { eventSchemas, openApi } from '../lambdas/contract/openapi.ts';

/** Writes what is derived from the contract: `docs/openapi.json`, `docs/events/`, the tables of `inputs.md` and `metrics.md`. */
const docs = join(import.meta.dirname, '..', 'docs');
const json = async (value: unknown) => format(JSON.stringify(value), { parser: 'json', printWidth: 110 });

await mkdir(join(docs, 'events'), { recursive: true });
await writeFile(join(docs, 'openapi.json'), await json(openApi()));
for (const [name, schema] of Object.entries(eventSchemas())) {
  await writeFile(join(docs, 'events', name), await json(schema));
}

for (const [name, table] of [
  ['inputs.md', (page: string) => putTable(page, 'limits', limitsTable())],
  ['metrics.md', (page: string) => putTable(page, 'metrics', metricsTable())],
] as const) {
  const file = join(docs, name);
  const page = table(await readFile(file, 'utf8'));
  await writeFile(file, await format(page, { parser: 'markdown', printWidth: 110 }));
}
