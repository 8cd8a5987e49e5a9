import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const script = join(import.meta.dirname, '..', '..', '.ci', 'count.mjs');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-count-'));
});
afterAll(async () => rm(folder, { recursive: true }));

const counted = async (result: object): Promise<string> => {
  const file = join(folder, 'result.json');
  await writeFile(file, JSON.stringify(result));
  return (await promisify(execFile)(process.execPath, [script, file])).stdout.trim();
};

const jest = (passed: number, failed: number, broken: number) => ({
  ...{ numTotalTests: passed + failed, numPassedTests: passed, numFailedTests: failed },
  numRuntimeErrorTestSuites: broken,
});
const playwright = (stats: object, errors: object[] = []) => ({
  stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  errors,
});

describe('what counts tests', () => {
  it.each([
    ['Jest', jest(7, 2, 1), '7 3'],
    ['Playwright', playwright({ expected: 7 }), '7 0'],
    [
      'Playwright: failed, flaky and passed over',
      playwright({ expected: 4, unexpected: 1, flaky: 1, skipped: 1 }),
      '4 3',
    ],
    ['Playwright: what could not be loaded', playwright({ expected: 4 }, [{ message: 'no' }]), '4 1'],
  ])('reads %s', async (_whose, result, expected) => {
    expect(await counted(result)).toBe(expected);
  });

  it.each([
    ['Jest', jest(0, 0, 0)],
    ['Playwright', playwright({})],
  ])('fails where %s ran nothing', async (_whose, result) => {
    await expect(counted(result)).rejects.toThrow('no test ran');
  });
});
