import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const newEnough = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';
const missing = 'MiniStack needs Python 3.11 or later, with venv, as python3';
const requirements = join(import.meta.dirname, 'requirements.txt');

/** The Python of a virtual environment under `cache` that holds what requirements.txt names. */
export const pythonWithMiniStack = async (cache: string): Promise<string> => {
  const wanted = await readFile(requirements, 'utf8');
  const version = /^ministack==(\S+)$/mu.exec(wanted)?.[1];
  if (version === undefined) throw new Error(`${requirements} does not pin ministack`);
  const pins = createHash('sha256').update(wanted).digest('hex').slice(0, 8);
  const home = join(cache, `${version}-${pins}`);
  const python = join(home, 'bin', 'python');
  if (existsSync(python)) return python;

  await mkdir(cache, { recursive: true });
  const draft = join(cache, `draft-${randomUUID()}`);
  try {
    await attempt('python3', ['-c', newEnough], missing);
    await attempt('python3', ['-m', 'venv', draft], missing);
    await attempt(
      join(draft, 'bin', 'python'),
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--no-deps',
        '--requirement',
        requirements,
      ],
      'MiniStack could not be installed; the first run needs a Python package index',
    );
    // Whole or not there at all, whoever else is installing: the loser of the race uses the winner's.
    await rename(draft, home).catch((error: unknown) => {
      if (!existsSync(python)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return python;
};

const attempt = async (command: string, args: string[], problem: string): Promise<void> => {
  await run(command, args, { timeout: 300_000 }).catch((cause: unknown) => {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new Error(said === '' ? problem : `${problem}: ${said.slice(-2_000)}`, { cause });
  });
};
