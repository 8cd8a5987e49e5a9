import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../local/definition.ts';

/**
 * Keeps the definitions of this version in `test/releases/`. Executions run on the definition that they were started
 * with for days, and call the functions of today: the tests run every kept definition against them.
 */
const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
const folder = await mkdtemp(join(tmpdir(), 'reshoot-release-'));
const { edits, deliveries } = await synthesise(folder);
await rm(folder, { recursive: true });
const releases = join(root, 'test', 'releases');
for (const [kept, definition] of [
  [releases, edits],
  [join(releases, 'deliveries'), deliveries],
] as const) {
  await mkdir(kept, { recursive: true });
  const file = join(kept, `${version}.json`);
  await writeFile(file, `${JSON.stringify(definition, undefined, 2)}\n`, { flag: 'wx' });
  console.log(file);
}
