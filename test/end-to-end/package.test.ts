import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { killPrograms, runFile } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

afterEach(killPrograms);

describe('the package that npm pack makes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reshoot-package-'));
    const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
    await run('tar', ['-xzf', join(folder, packed.stdout.trim().split('\n').at(-1) ?? ''), '-C', folder]);
    // What npm would install beside it.
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  }, 90_000);
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('gives the contract and the construct to who imports them', async () => {
    const script = `
      import { editRequestSchema } from 'reshoot/contract/edit-request';
      import { deployedUrls } from 'reshoot/contract/urls';
      import { VideoEditWorkflow } from 'reshoot/video-edit-workflow';
      const fault = editRequestSchema(deployedUrls).safeParse({ prompt: '' });
      console.log(fault.success, typeof VideoEditWorkflow);`;
    const library = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: join(folder, 'package'),
    });
    expect(library.stdout).toBe('false function\n');
  });

  it('runs compiled, without the project around it', async () => {
    const bin = join(folder, 'package', 'bin', 'reshoot.cjs');
    const edition = runFile(bin, ['--port', '0', '--data', join(folder, 'data')]);
    const url = await edition.line(/listening on (\S+)/u);
    const sample = await request(`${url}/samples/input-1-1.mp4`, { method: 'HEAD' });
    expect(sample.statusCode).toBe(200);
    await expect(edition.kill('SIGTERM')).resolves.toMatchObject({ code: 0, err: '' });
  }, 90_000);

  it('deploys the functions that are bundled in it', async () => {
    const [dist, app] = [join(folder, 'package', 'dist'), join(folder, 'app')];
    await run(process.execPath, [join(dist, 'bin', 'app.js')], { env: { ...process.env, CDK_OUTDIR: app } });
    const code = async (path: string) => readFile(join(path, 'index.js'), 'utf8');
    const names = await readdir(join(dist, 'functions'));
    const bundled = await Promise.all(names.map(async (name) => code(join(dist, 'functions', name))));
    const assets = (await readdir(app)).filter((name) => name.startsWith('asset.'));
    const deployed = await Promise.all(assets.map(async (name) => code(join(app, name))));
    const sources = await readdir(join(root, 'lambdas'));
    const functions = sources.filter((name) => existsSync(join(root, 'lambdas', name, 'index.ts')));
    expect(names.toSorted()).toEqual(functions.toSorted());
    expect(deployed.toSorted()).toEqual(bundled.toSorted());
  }, 90_000);
});

describe('the check of the runtime', () => {
  it('names what to do, in one line, where the scripts run on an older Node.js', async () => {
    const old = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });";
    const check = run(process.execPath, ['--eval', `${old} require('./tools/runtime.cjs')`], { cwd: root });
    await expect(check).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^reshoot needs Node 24, .+ Run 'npm ci' without --ignore-scripts\.\n$/u),
    });
  });
});
