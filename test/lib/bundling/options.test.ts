import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { build } from 'esbuild';
import { bundling, bundlingArguments, functionEntry, videoProcess } from '../../../lib/bundling/options.ts';
import { EditFunction } from '../../../lib/edit-function.ts';

const name = 'describe-api';
const root = join(import.meta.dirname, '..', '..', '..');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-bundling-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** What esbuild makes of an entry with the options alone. */
const bundled = async (entry: string): Promise<string> => {
  const { outputFiles } = await build({
    ...bundling,
    mainFields: [...bundling.mainFields],
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: folder,
    write: false,
  });
  return outputFiles[0]?.text ?? '';
};

describe('a function and what looks into videos beside it', () => {
  it('are deployed as they come of the options that everything else is told of', async () => {
    const stack = new Stack(new App({ outdir: folder }), 'Bundled');
    const traces = new ManagedPolicy(stack, 'Traces', {
      description: 'Nothing is traced here',
    });
    new EditFunction(stack, 'Function', {
      ...{ name, traces, description: 'One function', environment: {} },
      timeout: Duration.seconds(1),
      inspectsVideos: true,
    });
    const assets = (await readdir(folder)).filter((asset) => asset.startsWith('asset.'));
    expect(assets).toHaveLength(1);
    const deployed = async (file: string) => readFile(join(folder, assets[0] ?? '', file), 'utf8');
    expect(await deployed('index.js')).toBe(await bundled(functionEntry(name)));
    expect(await deployed('video-process.js')).toBe(await bundled(videoProcess));
  });

  it('are the same by the arguments of the command', async () => {
    const outfile = join(folder, 'by-command.js');
    const esbuild = join(root, 'node_modules', '.bin', 'esbuild');
    execFileSync(esbuild, [...bundlingArguments(functionEntry(name), outfile)], { cwd: root });
    expect(await readFile(outfile, 'utf8')).toBe(await bundled(functionEntry(name)));
  });
});
