import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const page = await readFile(join(root, 'docs', 'client.md'), 'utf8');
const blocks = [...page.matchAll(/^```js\n([^]*?)^```$/gmu)].map(([, text = '']) => text);

/** What a reader has where a block begins in the middle. */
const given: Readonly<Record<string, string>> = {
  url: 'string',
  editId: 'string',
  request: "import('reshoot/client').EditRequestInput",
  client: "import('reshoot/client').Client",
  currentSession: '() => Promise<{ accessToken: string }>',
  order: '{ id: number }',
};

const withGiven = (block: string): string => {
  const missing = Object.entries(given).filter(
    ([name]) =>
      new RegExp(`\\b${name}\\b`, 'u').test(block) && !new RegExp(`const \\{? ?${name}\\b`, 'u').test(block),
  );
  return [...missing.map(([name, type]) => `declare const ${name}: ${type};\n`), block, 'export {};\n'].join(
    '',
  );
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-client-docs-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
});
afterAll(async () => rm(folder, { recursive: true }));

const compile = async (kind: string, options: object, chosen: readonly string[]): Promise<string> => {
  const files = chosen.map((_, n) => `${kind}-${n}.ts`);
  await Promise.all(files.map(async (file, n) => writeFile(join(folder, file), withGiven(chosen[n] ?? ''))));
  const project = join(folder, `${kind}.json`);
  const paths = { 'reshoot/client': [join(root, 'client', 'client.ts')] };
  const compilerOptions = { ...options, paths, strict: false, noUnusedLocals: false };
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] };
  await writeFile(project, JSON.stringify(config));
  const compiled = await promisify(execFile)(process.execPath, [tsc, '--noEmit', '--project', project], {
    cwd: folder,
  }).catch((error: unknown) => error as { stdout: string });
  // The client itself is compiled strictly elsewhere.
  const lines = compiled.stdout.split('\n');
  return lines
    .filter((line) => line !== '' && !line.includes('/client/') && !line.startsWith(' '))
    .join('\n');
};

describe('the page of the client', () => {
  const ofBrowsers = blocks.filter((block) => block.includes('document.'));
  const ofNode = blocks.filter((block) => !ofBrowsers.includes(block));

  it('has blocks for Node.js that compile', async () => {
    expect(ofNode.length).toBeGreaterThan(4);
    expect(await compile('node', { typeRoots: [join(root, 'node_modules', '@types')] }, ofNode)).toBe('');
  }, 60_000);

  it('has a block for browsers that compiles', async () => {
    expect(ofBrowsers).toHaveLength(1);
    const browser = { types: [], lib: ['es2024', 'dom', 'dom.iterable'] };
    expect(await compile('browser', browser, ofBrowsers)).toBe('');
  }, 60_000);

  it('names every call of the client', async () => {
    const { createClient } = await import('../../client/client.ts');
    const calls = Object.entries(createClient({ url: 'http://127.0.0.1' })).flatMap(([part, calls]) =>
      Object.keys(calls as object).map((name) => `\`${part}.${name}(`),
    );
    expect(calls.filter((call) => !page.includes(call))).toEqual([]);
  });
});
