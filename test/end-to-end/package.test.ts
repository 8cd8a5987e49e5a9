import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { inFolder, killPrograms, runFile } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

afterEach(killPrograms);

describe('the package that npm pack makes', () => {
  it(
    'runs compiled, without the project around it',
    async () =>
      inFolder(async (folder) => {
        const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
        await run('tar', ['-xzf', join(folder, packed.stdout.trim().split('\n').at(-1) ?? ''), '-C', folder]);
        // What npm would install beside it.
        await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));

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

        const bin = join(folder, 'package', 'bin', 'reshoot.cjs');
        const edition = runFile(bin, ['--port', '0', '--data', join(folder, 'data')]);
        const url = await edition.line(/listening on (\S+)/u);
        const sample = await request(`${url}/samples/input-1-1.mp4`, { method: 'HEAD' });
        expect(sample.statusCode).toBe(200);
        await expect(edition.kill('SIGTERM')).resolves.toMatchObject({ code: 0, err: '' });
      }),
    90_000,
  );
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
