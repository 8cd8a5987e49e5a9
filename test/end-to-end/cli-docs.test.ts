import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseManifest } from '../../cli/batch/manifest.ts';
import { exampleOf } from '../docs/examples.ts';
import { sample } from './command-line.ts';
import { killPrograms, run, type Program } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const page = await readFile(join(root, 'docs', 'cli.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gmu)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
const manifest = blocks
  .filter(({ language }) => language === 'json')
  .map(({ text }) => `${JSON.stringify(JSON.parse(text))}\n`)
  .join('');

/** What can be run here: neither the edition itself, nor a stage that somebody deployed. */
const runnable = blocks.filter(
  ({ language, text }) => language === 'sh' && !text.includes('reshoot start') && !text.includes('https://'),
);

let folder: string;
let edition: Program;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-cli-docs-'));
  edition = run('local/main.ts', [
    '--port',
    '0',
    '--data',
    join(folder, 'data'),
    '--queue',
    '0',
    '--run',
    '0',
  ]);
  url = await edition.line(/listening on (\S+)/u);
  for (const [name, from] of [
    ['drive.mp4', 'input-1-1.mp4'],
    ['front.png', 'input-1-2.png'],
    ['side.jpg', 'input-1-3.jpeg'],
    ['alps.png', 'input-1-4.png'],
  ] as const)
    await copyFile(sample(from), join(folder, name));
  // A receiver that nobody reaches is no part of what is tried here.
  await writeFile(
    join(folder, 'edits.jsonl'),
    manifest.replace('https://example.com/hook', `${url}/nothing`),
  );
  const npx = `#!/bin/sh\n[ "$1" = reshoot ] && shift && exec "${process.execPath}" "${join(root, 'cli', 'main.ts')}" "$@"\n`;
  await writeFile(join(folder, 'npx'), npx, { mode: 0o755 });
}, 180_000);
afterAll(async () => {
  await edition.kill('SIGTERM');
  killPrograms();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}, 180_000);

/** Runs a block of a page as somebody would who has the command line installed. */
const inShell = async (text: string, variables: Readonly<Record<string, string>>): Promise<void> => {
  const PATH = [folder, process.env['PATH']].join(delimiter);
  const env = { PATH, HOME: folder, RESHOOT_STATE: join(folder, 'state'), ...variables };
  await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', text], { cwd: folder, env });
};

describe('the page on the command line', () => {
  it('shows lines that a manifest may have', () => {
    expect(parseManifest(manifest, folder)).toMatchObject({
      lines: [{ number: 1 }, { number: 2 }],
      faults: [],
    });
  });

  it('has commands that do what it says', async () => {
    expect(runnable.length).toBeGreaterThanOrEqual(4);
    for (const { text } of runnable) await inShell(text, { RESHOOT_API: url });
    const files = await readdir(folder);
    expect(files).toEqual(expect.arrayContaining(['night.mp4', 'again.mp4', 'edits.jsonl.results.jsonl']));
    expect(await readFile(join(folder, 'again.mp4'))).toEqual(await readFile(join(folder, 'night.mp4')));
    expect((await readdir(join(folder, 'results'))).toSorted()).toEqual(['alps.mp4', 'blue.mp4']);
  }, 180_000);
});

describe('the page on uncertain edits', () => {
  it('has a command that asks the API for the same as its request', async () => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      void json(request).then((body) => {
        asked.push([request.method, request.url, body]);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ edit_id: 'ed_1', status: 'queued' }));
      });
    }).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const id = 'ed_3cis73oob7ukjqvxgngcs3tvhq';
      const variables = { EDIT_ID: id, RESHOOT_API: `http://127.0.0.1:${port}` };
      await inShell(await exampleOf('docs/uncertain.md', 'sh', 'npx reshoot resolve'), variables);
      const request = await exampleOf('docs/uncertain.md', 'sh', '--data ');
      const [, data = ''] = /--data '([^']+)'/u.exec(request) ?? [];
      expect(asked).toEqual([['POST', `/v1/edits/${id}/resolve`, JSON.parse(data)]]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }, 60_000);
});
