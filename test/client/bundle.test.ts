import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build, type Metafile } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');

let folder: string;
let outputs: Metafile['outputs'];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-bundle-'));
  const built = await build({
    ...{ bundle: true, minify: true, splitting: true, metafile: true, format: 'esm' },
    // Whatever is of Node.js alone cannot be found, and fails it.
    platform: 'browser',
    target: 'es2022',
    entryPoints: [join(root, 'client', 'client.ts')],
    outdir: folder,
    absWorkingDir: root,
    logLevel: 'silent',
  });
  ({ outputs } = built.metafile);
});
afterAll(async () => rm(folder, { recursive: true }));

describe('the client, bundled for browsers', () => {
  const fetched = () => Object.values(outputs).filter(({ entryPoint }) => entryPoint === 'client/client.ts');

  it('has nothing in it but itself, and that is less than 12 kB', () => {
    const [entry] = fetched();
    expect(Object.keys(entry?.inputs ?? {}).filter((path) => !path.startsWith('client/'))).toEqual([]);
    expect(entry?.bytes).toBeLessThan(12_000);
    expect(entry?.imports.filter(({ kind }) => kind === 'import-statement')).toEqual([]);
  });

  it('loads the signer once somebody signs', () => {
    const [later, ...more] = fetched().flatMap(({ imports }) => imports);
    expect(more).toEqual([]);
    expect(later?.kind).toBe('dynamic-import');
    const inputs = Object.keys(outputs[later?.path ?? '']?.inputs ?? {});
    expect(inputs).toEqual([expect.stringContaining('node_modules/aws4fetch/')]);
  });
});
