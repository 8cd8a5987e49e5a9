import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-types-'));
  for (const part of ['tsconfig.json', 'client', 'lambdas/contract', 'examples/edit-clip.ts'])
    await cp(join(root, part), join(folder, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
});
afterAll(async () => rm(folder, { recursive: true }));

/** What the compiler says of `files`, where the contract reads otherwise. */
const complaints = async (files: string[], compilerOptions: object = {}): Promise<string> => {
  const project = join(folder, 'tsconfig.of-test.json');
  await writeFile(project, JSON.stringify({ extends: './tsconfig.json', compilerOptions, include: files }));
  return run(process.execPath, [tsc, '--noEmit', '--project', project], { cwd: folder }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout: string }).stdout,
  );
};

const changed = async (file: string, from: string, to: string, look: () => Promise<void>): Promise<void> => {
  const path = join(folder, 'lambdas', 'contract', file);
  const text = await readFile(path, 'utf8');
  expect(text.split(from)).toHaveLength(2);
  await writeFile(path, text.replace(from, to));
  try {
    await look();
  } finally {
    await writeFile(path, text);
  }
};

const example = ['examples/edit-clip.ts'];

describe('a program that uses the client', () => {
  it('compiles', async () => {
    expect(await complaints(example)).toBe('');
  }, 60_000);

  it.each([
    ['a field of an edit has another name', 'edit.ts', '  cost_usd: z', '  cost_in_usd: z', "'cost_usd'"],
    ['a status has another name', 'edit.ts', "  'completed',", "  'done',", '"completed"'],
    [
      'a request needs more',
      'edit-request.ts',
      '      video_url: url',
      '      more: z.string(),\n      video_url: url',
      'more: string',
    ],
  ])(
    'compiles no more where %s',
    async (_what, file, from, to, named) => {
      await changed(file, from, to, async () => {
        const lines = (await complaints(example)).split('\n');
        expect(lines.filter((line) => line.startsWith('examples/')).join('\n')).toContain(named);
      });
    },
    60_000,
  );
});

it('the client compiles for browsers, without the types of Node.js', async () => {
  const browser = { types: [], lib: ['es2024', 'dom', 'dom.iterable'] };
  expect(await complaints(['client/client.ts'], browser)).toBe('');
}, 60_000);
