import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLock, type Locked } from './licences/locked.ts';
import { notices } from './licences/notices.ts';
import { licenceFault, type Use } from './licences/policy.ts';
import { shippedPaths } from './licences/shipped.ts';

const help = `The licence of every package, and what becomes of it; writes THIRD_PARTY_NOTICES.md.

  npm run licences -- [options]

  --check  write nothing, and fail where the notices are not those of today's packages
  --help   this text

It ends with 1 where a licence is not one that a package used so may have.
`;

const root = join(import.meta.dirname, '..');
const page = join(root, 'THIRD_PARTY_NOTICES.md');

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    process.stdout.write(help);
    return;
  }
  const [locked, shipped] = await Promise.all([readLock(root), shippedPaths(root)]);
  const useOf = ({ path, dev }: Locked): Use => {
    if (shipped.has(path)) return 'shipped';
    return dev ? 'development' : 'installed';
  };
  for (const use of ['shipped', 'installed', 'development'] as const) {
    for (const one of locked.filter((each) => useOf(each) === use))
      console.log(`${use.padEnd(12)} ${one.licence.padEnd(14)} ${one.name}@${one.version}`);
  }
  const faults = locked.flatMap((one) => licenceFault(one, useOf(one)) ?? []);
  const written = await notices(
    root,
    locked.filter(({ path }) => shipped.has(path)),
  );
  if (values.check !== true) await writeFile(page, written);
  else if ((await readFile(page, 'utf8')) !== written)
    faults.push('THIRD_PARTY_NOTICES.md is not of the packages that are shipped today: run npm run licences');
  for (const fault of faults) console.error(fault);
  if (faults.length === 0)
    console.log(`${locked.length} packages, ${shipped.size} of them shipped, each as it may be`);
  process.exitCode = faults.length === 0 ? 0 : 1;
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
