import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { readPatch, sabotage } from './sabotage.ts';

const help = `Plausible mistakes, one at a time: the tests of the faults that each would let happen have to fail.

  npm run sabotage [-- NAME ...]

  NAME      of a patch in tools/sabotage/patches, without .patch (default: all)
  --help    this text

It ends with 1 where a mistake goes unnoticed.
`;

const patches = join(import.meta.dirname, 'patches');

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' } },
  });
  if (values.help === true) {
    process.stdout.write(help);
    return;
  }
  const all = (await readdir(patches)).map((file) => file.replace(/\.patch$/u, '')).sort();
  const unknown = positionals.filter((name) => !all.includes(name));
  if (unknown.length > 0)
    throw new Error(`there is no patch ${unknown.join(', ')}; there are ${all.join(', ')}`);
  const names = positionals.length > 0 ? positionals : all;
  const limit = pLimit(Math.max(1, Math.floor(availableParallelism() / 2)));
  const missed = await Promise.all(
    names.map(async (name) =>
      limit(async () => {
        const patch = await readPatch(join(patches, `${name}.patch`));
        const unnoticed = await sabotage(patch);
        const rows = patch.rows.join(', ');
        console.log(
          unnoticed.length === 0
            ? `caught    ${name}: fault ${rows}${patch.chaos.length > 0 ? ', chaos' : ''}`
            : `UNNOTICED ${name}: by ${unnoticed.join(', ')}`,
        );
        return unnoticed.length > 0;
      }),
    ),
  );
  const count = missed.filter(Boolean).length;
  console.log(`${names.length - count} of ${names.length} mistakes are caught`);
  process.exitCode = count === 0 ? 0 : 1;
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
