import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import type { Counted } from './scale/loads.ts';
import { measure } from './scale/measure.ts';
import { putSections } from './scale/page.ts';

const help = `What an edit takes of everything, counted, and the tables of docs/scale.md computed from it.

  npm run scale -- [options]

  --keep  compute the tables from what was counted last (tools/scale/counted.json)
  --help  this text
`;

const root = join(import.meta.dirname, '..');
const kept = join(root, 'tools', 'scale', 'counted.json');
const page = join(root, 'docs', 'scale.md');

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { keep: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    process.stdout.write(help);
    return;
  }
  if (values.keep !== true) {
    const counted = await measure();
    console.log(JSON.stringify(counted, undefined, 2));
    await writeFile(kept, await format(JSON.stringify(counted), { parser: 'json', printWidth: 110 }));
  }
  const counted = JSON.parse(await readFile(kept, 'utf8')) as Counted;
  const written = putSections(await readFile(page, 'utf8'), counted);
  await writeFile(page, await format(written, { parser: 'markdown', printWidth: 110 }));
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
