import { execFileSync } from 'node:child_process';
import { readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { eventSchema } from '../../lambdas/contract/events.ts';
import { reportSchema } from '../../lambdas/contract/inbox.ts';
import { exampleOf } from '../docs/examples.ts';
import { post, untilEnded } from './calls.ts';
import { inFolder, killPrograms, run } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const readme = await readFile(join(root, 'README.md'), 'utf8');

afterEach(killPrograms);

describe('the README', () => {
  it(
    'has a request that the local edition takes and completes, once a key',
    async () =>
      inFolder(async (data) => {
        const curl = await exampleOf('README.md', 'sh', 'my-first-edit');
        const body = /--data '([^]*)'/u.exec(curl)?.[1] ?? '';
        const headers = Object.fromEntries(
          [...curl.matchAll(/--header "([^:]+): ([^"]+)"/gu)].map(([, name = '', value = '']) => [
            name,
            value,
          ]),
        );
        const edition = run('local/main.ts', ['--port', '0', '--data', data]);
        const url = await edition.line(/listening on (\S+)/u);
        const send = async () =>
          post(
            `${url}${/--url http:\/\/[^/]+(\S+)/u.exec(curl)?.[1] ?? ''}`,
            JSON.parse(body.replaceAll('http://127.0.0.1:4700', url)),
            headers,
          );
        const taken = await send();
        expect(taken.status).toBe(202);
        const { edit_id: editId } = taken.body as { edit_id: string };
        expect(taken.headers['location']).toBe(`/v1/edits/${editId}`);
        const edit = await untilEnded(url, editId);
        expect(edit).toMatchObject({ status: 'completed', cost_usd: 0.84 });
        expect(await send()).toMatchObject({ status: 200, body: { edit_id: editId, status: 'completed' } });

        const output = await request(`${url}/files/${edit.outputs[0]?.key ?? ''}`, {
          headers: { range: 'bytes=0-99' },
        });
        expect(output.statusCode).toBe(206);
        expect((await output.body.bytes()).byteLength).toBe(100);
        await edition.kill('SIGTERM');
      }),
    120_000,
  );

  it(
    'has files to drop that become an edit, and says where that is told',
    async () =>
      inFolder(async (folder) => {
        const commands = await exampleOf('README.md', 'sh', '/inbox/night');
        const [reportFile = '', video = ''] = [
          ...readme.matchAll(/`(\.reshoot\/bucket\/outbox\/[^`]+)`/gu),
        ].map(([, path]) => path);
        await symlink(join(root, 'local'), join(folder, 'local'));
        const edition = run('local/main.ts', ['--port', '0', '--data', join(folder, '.reshoot')]);
        await edition.line(/listening on (\S+)/u);
        execFileSync('bash', ['-euc', commands], { cwd: folder });
        const told = async () =>
          readFile(join(folder, reportFile), 'utf8').then(
            (text) => reportSchema.parse(JSON.parse(text)).status,
            () => 'nothing yet',
          );
        for (let tries = 0; tries < 400 && (await told()) !== 'completed'; tries += 1) await setTimeout(100);
        expect(await told()).toBe('completed');
        expect((await stat(join(folder, video))).size).toBeGreaterThan(10_000);
        await edition.kill('SIGTERM');
      }),
    120_000,
  );

  it('leads to an event that the contract knows', async () => {
    const event = await exampleOf('docs/events.md', 'json', 'nt_4f7efbfb');
    expect(eventSchema.safeParse(JSON.parse(event)).error).toBeUndefined();
  });

  it('names only scripts, files and options that are there', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm (?:run )?([a-z][a-z:-]*)/gu)].map(([, name = '']) => name);
    expect(named.filter((name) => name !== 'ci' && scripts[name] === undefined)).toEqual([]);
    const links = [...readme.matchAll(/\]\(([^)#]+)/gu)].map(([, path = '']) => path);
    await Promise.all(links.map(async (path) => stat(join(root, path))));
  });
});
