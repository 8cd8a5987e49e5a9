import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { advisoriesIn, auditFaults } from './audit/advisories.ts';
import { answers } from './audit/answers.ts';

const help = `What is known against the packages of the lock file, as the registry's advisories have it.

  npm run audit -- [options]

  --omit-dev  only what is shipped or installed
  --help      this text

It ends with 1 where an advisory has no answer in tools/audit/answers.ts, or an answer is too old or not needed, and with
2 where the registry does not tell: then nothing is known, which is not the same as nothing found.
`;

const root = join(import.meta.dirname, '..');

// It ends with 1 where it found something, too: only what it wrote says which.
const npmAudit = (options: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(
      'npm',
      ['audit', '--json', ...options],
      { cwd: root, maxBuffer: 64_000_000 },
      (_error, stdout) => {
        resolve(stdout);
      },
    );
  });

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { 'omit-dev': { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    process.stdout.write(help);
    return;
  }
  const found = advisoriesIn(await npmAudit(values['omit-dev'] === true ? ['--omit=dev'] : []));
  if (found === undefined) {
    console.error(
      'The registry does not answer npm audit: nothing is known. Ask where it does, before a release.',
    );
    process.exitCode = 2;
    return;
  }
  const faults = auditFaults(found, answers, new Date().toISOString().slice(0, 10));
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(`${found.length} advisories, each answered`);
  process.exitCode = faults.length === 0 ? 0 : 1;
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
