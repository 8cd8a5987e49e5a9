import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { signedHeaders } from '../../lambdas/adapters/webhooks/signing.ts';
import { eventDetailSchema } from '../../lambdas/contract/events.ts';
import { request } from 'undici';
import { openWebhookSecrets } from '../../local/webhook-secret-file.ts';
import { exampleOf } from '../docs/examples.ts';
import { aSecret } from '../lambdas/adapters/webhooks/receiver.ts';
import { freePort, inFolder } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const page = 'docs/webhooks.md';
const example = JSON.parse(await exampleOf(page, 'json', 'edit.completed')) as {
  type: string;
  timestamp: string;
  data: { id: string; edit: { edit_id: string; outputs: Record<string, unknown>[] } };
};

let receiver: ChildProcess | undefined;
afterEach(async () => {
  const running = receiver;
  receiver = undefined;
  if (running?.exitCode !== null) return;
  const closed = once(running, 'close');
  running.kill('SIGKILL');
  await closed;
});

/** Runs a receiver of the page until it listens. @returns its address, and what it has printed so far */
const run = async (command: string, args: readonly string[], folder: string, secret: string) => {
  const port = await freePort();
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], WEBHOOK_SECRET: secret, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  receiver = child;
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    const listens = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (listens) return { url: `http://127.0.0.1:${port}/`, printed: () => printed };
    await setTimeout(50);
  }
};

const body = JSON.stringify(example);
const post = async (url: string, secrets: string[], { at = Date.now(), sent = body } = {}) => {
  const headers = signedHeaders(secrets, { id: example.data.id, at, body });
  const answer = await request(url, { method: 'POST', headers, body: sent });
  await answer.body.dump();
  return answer.statusCode;
};

describe('the page on webhooks', () => {
  it('shows a body that is an event of the contract, with a place to read each output', async () => {
    const { outputs } = example.data.edit;
    expect(outputs.map(({ download_url: url }) => typeof url)).toEqual(['string']);
    const told = outputs.map(({ download_url: _url, download_expires_at: _at, ...output }) => output);
    const detail = { ...example.data, edit: { ...example.data.edit, outputs: told } };
    expect(eventDetailSchema.safeParse(detail).error).toBeUndefined();
    expect(await exampleOf(page, 'http', 'webhook-id')).toContain(`webhook-id: ${example.data.id}`);
  });

  it.each([
    ['TypeScript', 'ts', 'receiver.mts', process.execPath],
    ['Python', 'python', 'receiver.py', 'python3'],
  ])(
    'has a receiver in %s that takes what we sign, once, and nothing else',
    async (_name, language, file, command) =>
      inFolder(async (folder) => {
        await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
        await writeFile(join(folder, file), await exampleOf(page, language, 'WEBHOOK_SECRET'));
        const [secret, another] = [aSecret(), aSecret()];
        const { url, printed } = await run(command, [file], folder, `whsec_${secret}`);
        expect(await post(url, [another])).toBe(401);
        expect(await post(url, [secret], { at: Date.now() - 600_000 })).toBe(401);
        expect(await post(url, [secret], { sent: body.replace('0.84', '0.00') })).toBe(401);
        expect(printed()).toBe('');
        expect(await post(url, [secret])).toBe(204);
        // In the middle of a rotation, and the same once more.
        expect(await post(url, [another, secret])).toBe(204);
        while (!printed().endsWith('\n')) await setTimeout(20);
        const { edit } = example.data;
        expect(printed()).toBe(
          `edit.completed ${edit.edit_id} ${String(edit.outputs[0]?.['download_url'])}\n`,
        );
      }),
    120_000,
  );

  it('has a line that rotates the secret on one machine', async () =>
    inFolder(async (folder) => {
      await mkdir(join(folder, '.reshoot'));
      const secrets = await openWebhookSecrets(join(folder, '.reshoot', 'webhook-secret'));
      const [before] = await secrets.signing();
      const { stdout } = await promisify(execFile)(
        'sh',
        ['-c', await exampleOf(page, 'sh', '.reshoot/webhook-secret')],
        {
          cwd: folder,
        },
      );
      expect(stdout).toBe(`whsec_${before}\n`);
      const after = await secrets.signing();
      expect(after).toHaveLength(2);
      expect(after[1]).toBe(before);
    }));
});
