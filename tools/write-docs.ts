import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { eventSchemas, openApi } from '../lambdas/contract/openapi.ts';

/** Writes what is derived from the contract: `docs/openapi.json` and `docs/events/`. A test says when to. */
const docs = join(import.meta.dirname, '..', 'docs');
const json = async (value: unknown) => format(JSON.stringify(value), { parser: 'json', printWidth: 110 });

await mkdir(join(docs, 'events'), { recursive: true });
await writeFile(join(docs, 'openapi.json'), await json(openApi()));
for (const [name, schema] of Object.entries(eventSchemas())) {
  await writeFile(join(docs, 'events', name), await json(schema));
}
