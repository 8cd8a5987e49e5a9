import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coverage, rowsIn, titlesIn, titlesPassed } from './faults/fault-rows.ts';

const help = `The rows of docs/faults.md, and how many tests carry the number of each.

  npm run faults -- [options]

  --results FILE  count only tests that passed in this run, as Jest's --json writes it; may be given several times
  --help          this text

It ends with 1 where a row has no test, or a test names a row that is not there.
`;

const root = join(import.meta.dirname, '..');

const titlesOfSources = async (): Promise<string[]> => {
  const files = await readdir(join(root, 'test'), { recursive: true });
  const tests = files.filter((file) => /\.test\.ts$|-suite\.ts$/u.test(file));
  const titles = await Promise.all(
    tests.map(async (file) => titlesIn(file, await readFile(join(root, 'test', file), 'utf8'))),
  );
  return titles.flat();
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { results: { type: 'string', multiple: true }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    process.stdout.write(help);
    return;
  }
  const rows = rowsIn(await readFile(join(root, 'docs', 'faults.md'), 'utf8'));
  const titles =
    values.results === undefined
      ? await titlesOfSources()
      : (
          await Promise.all(values.results.map(async (file) => titlesPassed(await readFile(file, 'utf8'))))
        ).flat();
  const { counts, faults } = coverage(rows, titles);
  for (const [row, { what, tests }] of counts)
    console.log(`${String(row).padStart(3)} ${String(tests).padStart(4)}  ${what}`);
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(`${counts.size} rows, each with a test`);
  process.exitCode = faults.length === 0 ? 0 : 1;
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
