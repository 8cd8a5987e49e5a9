import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

export interface Patch {
  readonly name: string;
  readonly path: string;
  /** The faults whose tests have to fail. */
  readonly rows: readonly number[];
  /** Parts of the paths of the test files that are run. */
  readonly tests: readonly string[];
  /** The options of a chaos that must not balance; none is run without. */
  readonly chaos: readonly string[];
}

const root = join(import.meta.dirname, '..', '..');
const parts = ['bin', 'lambdas', 'lib', 'local', 'stages', 'test', 'tools', 'docs'];
const files = ['package.json', 'package-lock.json', 'cdk.json', 'tsconfig.json', 'README.md'];

/** A patch, headed by what is wrong, `rows:`, `tests:` and perhaps `chaos:`. @throws Error where one of them is missing */
export const readPatch = async (path: string): Promise<Patch> => {
  const text = await readFile(path, 'utf8');
  const words = (name: string): string[] =>
    new RegExp(`^${name}: (.+)$`, 'mu').exec(text)?.[1]?.split(/\s+/u) ?? [];
  const rows = words('rows').map(Number);
  const tests = words('tests');
  if (rows.length === 0 || tests.length === 0 || rows.some(Number.isNaN)) {
    throw new Error(`${path} must say rows: and tests:`);
  }
  return { name: basename(path, '.patch'), path, rows, tests, chaos: words('chaos') };
};

const resultsSchema = z.object({
  numTotalTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

/**
 * Applies the patch to a copy of the project and runs its tests there.
 * @returns what did not notice: faults that no failing test names, or chaos. Nothing where the mistake is caught
 * @throws Error where the patch does not apply, or its tests cannot run: that would look like being caught
 */
export const sabotage = async ({ name, path, rows, tests, chaos }: Patch): Promise<readonly string[]> => {
  const copy = await mkdtemp(join(tmpdir(), 'reshoot-sabotage-'));
  try {
    for (const part of parts) await cp(join(root, part), join(copy, part), { recursive: true });
    for (const file of files) await cp(join(root, file), join(copy, file));
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    await promisify(execFile)('git', ['apply', '--whitespace=nowarn', path], { cwd: copy });
    const failed = await failingTests(copy, tests);
    const names = (row: number) => new RegExp(`fault ${row}: `, 'u');
    return [
      ...rows.filter((row) => !failed.some((title) => names(row).test(title))).map((row) => `fault ${row}`),
      ...(chaos.length > 0 && (await balances(copy, chaos)) ? ['chaos'] : []),
    ];
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : 'it could not be tried'}`, {
      cause,
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
};

const balances = async (folder: string, options: readonly string[]): Promise<boolean> => {
  const program = join(folder, 'tools', 'chaos', 'main.ts');
  try {
    await promisify(execFile)(process.execPath, [program, ...options], { cwd: folder });
    return true;
  } catch (error) {
    const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '';
    // Anything else than that it does not balance is a chaos that did not run.
    if (said.includes('does not balance: ')) return false;
    throw error;
  }
};

const failingTests = async (folder: string, tests: readonly string[]): Promise<readonly string[]> => {
  const output = join(folder, 'results.json');
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', jest];
  const options = ['--selectProjects', 'unit', 'local', '--runInBand', '--json', '--outputFile', output];
  // It fails, as it should.
  await promisify(execFile)(process.execPath, [...flags, ...options, '--testPathPatterns', tests.join('|')], {
    cwd: folder,
    maxBuffer: 2 ** 26,
  }).catch(() => undefined);
  const results = resultsSchema.parse(JSON.parse(await readFile(output, 'utf8')));
  if (results.numTotalTests === 0 || results.numRuntimeErrorTestSuites > 0) {
    throw new Error(`its tests do not run: ${tests.join(', ')}`);
  }
  return results.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
};
