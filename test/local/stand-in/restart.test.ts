import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../../local/stand-in/faults/random.ts';
import { startStandIn } from '../../../local/stand-in/stand-in.ts';
import { callerOf, token } from './caller.ts';
import { startFileServer, type FileServer } from './file-server.ts';
import { makeClip } from './media.ts';

jest.setTimeout(60_000);

const main = fileURLToPath(new URL('../../../local/stand-in/main.ts', import.meta.url));
const start = (...args: readonly string[]) => {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const heard = { output: '', complaint: '' };
  child.stdout.on('data', (chunk: Buffer) => (heard.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (heard.complaint += chunk.toString()));
  return { child, heard };
};

const listening = async ({ child, heard }: ReturnType<typeof start>): Promise<string> => {
  for (;;) {
    const url = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(heard.output)?.[1];
    if (url !== undefined) return url;
    await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
    if (child.exitCode !== null) throw new Error(heard.complaint);
  }
};

const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode;
};

let folder: string;
let files: FileServer;
const input = () => ({ prompt: 'x', video_url: `${files.url}/clip.mp4`, image_urls: [], elements: [] });
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restart-'));
  files = await startFileServer({
    '/clip.mp4': makeClip(join(folder, 'clip.mp4'), 'testsrc2=s=720x720:r=24:d=3'),
  });
});
afterAll(async () => {
  await files.close();
  await rm(folder, { recursive: true });
});

describe('a stand-in that is started again', () => {
  it('goes on with queued jobs, on their own time, and knows its journal', async () => {
    const dataFolder = join(folder, 'closed');
    const before = await startStandIn({ port: 0, dataFolder, queueSeconds: 1, runSeconds: 0, token });
    const waiting = await callerOf(before.url).submit(input());
    const cancelled = await callerOf(before.url).submit(input());
    await callerOf(before.url).cancel(cancelled);
    await before.close();
    const after = await startStandIn({ port: 0, dataFolder, queueSeconds: 600, runSeconds: 600, token });
    const again = callerOf(after.url);
    await again.until(waiting, 'completed');
    expect((await again.result(waiting))['status']).toBe('succeeded');
    expect(await again.status(cancelled)).toBe('cancelled');
    expect((await again.journal()).map((line) => line.request_id)).toEqual([waiting, cancelled]);
    await after.close();
  });

  it('has lost nothing to SIGKILL in the middle of an edit', async () => {
    const options = [
      '--port',
      '0',
      '--queue',
      '0',
      '--run',
      '0',
      '--data',
      join(folder, 'killed'),
      '--token',
      token,
    ];
    const before = start(...options);
    const caller = callerOf(await listening(before));
    const ids = await Promise.all(Array.from({ length: 20 }, () => caller.submit(input())));
    await caller.until(ids[0] ?? '', 'in_progress');
    before.child.kill('SIGKILL');
    await ended(before.child);
    const after = start(...options);
    const again = callerOf(await listening(after));
    expect((await again.journal()).map((line) => line.request_id).sort()).toEqual([...ids].sort());
    await Promise.all(ids.map((id) => again.until(id, 'completed')));
    for (const id of ids) expect((await again.result(id))['status']).toBe('succeeded');
    after.child.kill('SIGTERM');
    expect(await ended(after.child)).toBe(0);
  });
});

describe('npm run stand-in', () => {
  it.each([
    [['--help'], 0, /Usage: npm run stand-in/, /^$/],
    [['--port', 'x'], 1, /^$/, /^stand-in: --port cannot be 'x' \(try --help\)\n$/],
    [['--run', '-1'], 1, /^$/, /^stand-in: .*--run.*\n$/],
    [['--seed', '1.5'], 1, /^$/, /^stand-in: --seed cannot be '1.5' \(try --help\)\n$/],
    [['--balance', 'much'], 1, /^$/, /^stand-in: --balance cannot be 'much' \(try --help\)\n$/],
    [['--limit', '0.5'], 1, /^$/, /^stand-in: --limit cannot be '0.5' \(try --help\)\n$/],
    [['--lunch'], 1, /^$/, /^stand-in: Unknown option '--lunch'.*\n$/],
    [['--faults', 'no-such-file'], 1, /^$/, /^stand-in: .*no-such-file.*\n$/],
  ])('%j ends with one clear line', async (args, code, output, complaint) => {
    const { child, heard } = start(...args);
    expect(await ended(child)).toBe(code);
    expect(heard.output).toMatch(output);
    expect(heard.complaint).toMatch(complaint);
  });

  it('begins with the wallet, the limit and the faults of its options', async () => {
    const faults = join(folder, 'faults.json');
    await writeFile(faults, '[{ "on": "status", "share": 0.5, "do": { "kind": "reset", "when": "after" } }]');
    const options = ['--balance', '2.5', '--limit', '0', '--faults', faults, '--seed', '3'];
    const program = start('--port', '0', '--data', join(folder, 'options'), '--token', token, ...options);
    const caller = callerOf(await listening(program));
    expect((await caller.call('/prod/v2/balance')).body['balance_usd']).toBe(2.5);
    expect((await caller.post(input())).status).toBe(429);
    const { draws, expected } = { draws: [] as boolean[], expected: createRandom(3) };
    for (let look = 0; look < 12; look += 1)
      draws.push(
        await caller.status('nobody').then(
          () => false,
          () => true,
        ),
      );
    expect(draws).toEqual(draws.map(() => expected() < 0.5));
    program.child.kill('SIGTERM');
    expect(await ended(program.child)).toBe(0);
  });

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { child, heard } = start('--port', String(port), '--data', join(folder, 'taken'));
    expect(await ended(child)).toBe(1);
    expect(heard.complaint).toBe(
      `stand-in: port ${port} is taken by another process (choose one with --port)\n`,
    );
    other.close();
  });
});
