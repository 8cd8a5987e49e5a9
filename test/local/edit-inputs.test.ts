import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { problemSchema } from '../../lambdas/contract/problem.ts';
import type { EditRecord } from '../../lambdas/core/edit.ts';
import { startServer, type Server } from '../../local/server.ts';
import { anEdit } from '../lambdas/core/an-edit.ts';
import { propsIn } from './a-server.ts';

const editId = 'ed_aaaaaaaaaaaaaaaaaaaaaaaaaa';
let record: EditRecord;
let folder: string;
let server: Server;
let elsewhere: HttpServer;
let elsewhereUrl: string;
let answers: RequestListener;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-inputs-'));
  for (const part of ['edits', 'uploads/local', 'work']) await mkdir(join(folder, part), { recursive: true });
  await writeFile(join(folder, 'uploads/local/a clip%20.mp4'), '0123456789');
  await writeFile(join(folder, 'uploads/local/bare'), 'bare');
  server = await startServer({
    ...propsIn(folder),
    inputs: { edits: { get: async (id) => (id === editId ? record : undefined) }, loopbackHttp: true },
  });
  elsewhere = createServer((asked, answer) => {
    answers(asked, answer);
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await server.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  answers = (_asked, answer) => answer.writeHead(500).end();
});

const madeOf = (
  videoUrl: string,
  overrides: Partial<EditRecord['request']> = {},
  more: Partial<EditRecord> = {},
) => {
  record = anEdit({ ...more, owner: 'local', request: { ...anEdit().request, videoUrl, ...overrides } });
};
const inspected = (contentType: string): Partial<EditRecord> => ({
  inputs: [{ path: 'video_url', contentType, sizeBytes: 10, width: 1_280, height: 720 }],
});
const read = async (n: number | string = 0, headers: Record<string, string> = {}, id = editId) => {
  const answer = await request(`http://127.0.0.1:${server.port}/local/edits/${id}/inputs/${n}`, { headers });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
};
const problemOf = (text: string) => {
  const { code, detail } = problemSchema.parse(JSON.parse(text));
  return [code, detail];
};

describe('what an edit was made of', () => {
  it('is read from the folder that stands for the bucket, with ranges', async () => {
    madeOf('s3://local/uploads/local/a clip%20.mp4');
    expect(await read()).toMatchObject({ status: 200, text: '0123456789' });
    const part = await read(0, { range: 'bytes=2-4' });
    expect(part).toMatchObject({ status: 206, text: '234' });
    expect(part.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-range': 'bytes 2-4/10',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    });
  });

  it('has the type that the look into it found, where its name says none', async () => {
    madeOf('s3://local/uploads/local/bare', {}, inspected('video/quicktime'));
    expect((await read()).headers['content-type']).toBe('video/quicktime');
  });

  it('is the clip first, and then the pictures as the request names them', async () => {
    const sample = (name: string) => `http://localhost:${server.port}/samples/${name}`;
    madeOf(sample('input-1-1.mp4'), {
      imageUrls: [sample('input-1-4.png')],
      elements: [
        { frontalImageUrl: sample('input-1-2.png'), referenceImageUrls: [sample('input-1-3.jpeg')] },
      ],
    });
    const types = await Promise.all([0, 1, 2, 3].map(async (n) => (await read(n)).headers['content-type']));
    expect(types).toEqual(['video/mp4', 'image/png', 'image/png', 'image/jpeg']);
    const beyond = await read(4);
    expect([beyond.status, ...problemOf(beyond.text)]).toEqual([
      404,
      'not_found',
      'There is no input 4: this edit has 4, from 0.',
    ]);
  });

  it.each(['-1', '1.5', 'video', '00000', '%00'])('has no number %s', async (n) => {
    madeOf('s3://local/uploads/local/bare');
    expect((await read(n)).status).toBe(404);
  });

  it('is not there any more once it is deleted, and says so', async () => {
    madeOf('s3://local/uploads/local/gone.mp4');
    const gone = await read();
    expect([gone.status, ...problemOf(gone.text)]).toEqual([
      404,
      'not_found',
      'The file of video_url is no longer there: uploads go after some days.',
    ]);
    madeOf('');
    expect(problemOf((await read()).text)[1]).toMatch(/was deleted/u);
  });

  it('is no one else’s, and of no edit that there is not', async () => {
    madeOf('s3://local/uploads/local/bare');
    record = { ...record, owner: 'somebody' };
    expect((await read()).status).toBe(404);
    expect((await read(0, {}, 'ed_1')).status).toBe(404);
  });

  it.each([
    '/samples/..%2Fserver.ts',
    '/files/edits/..%2f..%2flock',
    '/local/edits/x/inputs/0',
    '/%6cocal/notices',
    '/%zz',
  ])('does not lead out of what is served, nor round in a circle: %s', async (path) => {
    madeOf(`http://127.0.0.1:${server.port}${path}`);
    const { status, text } = await read();
    expect(status).toBe(404);
    expect(problemOf(text)[0]).toBe('not_found');
  });
});

describe('what an edit was made of, elsewhere', () => {
  it('is handed on with its range, and with nothing else that its server says', async () => {
    answers = ({ headers, url }, answer) => {
      expect(url).toBe('/clip.mp4?signature=a%2Fb');
      expect(headers).not.toHaveProperty('cookie');
      expect(headers.range).toBe('bytes=2-4');
      answer.writeHead(206, {
        'content-type': 'video/mp4; charset=binary',
        'content-range': 'bytes 2-4/10',
        'content-length': 3,
        'set-cookie': 'a=b',
        'access-control-allow-origin': '*',
        'content-security-policy': 'script-src *',
        'x-secret': 'x',
      });
      answer.end('234');
    };
    madeOf(`${elsewhereUrl}/clip.mp4?signature=a%2Fb`);
    const part = await read(0, { range: 'bytes=2-4', cookie: 'c=d' });
    expect(part).toMatchObject({ status: 206, text: '234' });
    expect(part.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-range': 'bytes 2-4/10',
      'content-length': '3',
      'accept-ranges': 'bytes',
    });
    for (const name of ['set-cookie', 'access-control-allow-origin', 'x-secret']) {
      expect(part.headers).not.toHaveProperty(name);
    }
    expect(part.headers['content-security-policy']).not.toContain('script-src *');
  });

  it('is handed on whole by a server that knows no ranges', async () => {
    answers = (_asked, answer) => answer.writeHead(200, { 'content-type': 'image/png' }).end('picture');
    madeOf('s3://local/uploads/local/bare', { imageUrls: [`${elsewhereUrl}/picture`] });
    const whole = await read(1, { range: 'bytes=0-1' });
    expect(whole).toMatchObject({ status: 200, text: 'picture' });
    expect(whole.headers).not.toHaveProperty('accept-ranges');
  });

  it.each([
    ['text/html', {}, 422],
    ['image/svg+xml', {}, 422],
    ['application/octet-stream', {}, 422],
    ['video', {}, 422],
    ['application/octet-stream', inspected('video/mp4'), 200],
    ['text/html', inspected('video/mp4'), 200],
  ] as const)(
    'is shown as what it was found to be, or else as a video or picture: %s %j',
    async (type, more, status) => {
      answers = (_asked, answer) => answer.writeHead(200, { 'content-type': type }).end('<script>');
      madeOf(`${elsewhereUrl}/clip`, {}, more);
      const answer = await read();
      expect(answer.status).toBe(status);
      if (status === 200) expect(answer.headers['content-type']).toBe('video/mp4');
      else expect(problemOf(answer.text)[0]).toBe('input_unreachable');
    },
  );

  it.each([
    [
      'refuses',
      (answer) => answer.writeHead(403).end('a secret'),
      /answered 403\. An address with a signature may/u,
    ],
    ['fails', (answer) => answer.writeHead(503).end(), /answered 503/u],
    ['hangs up', (answer) => answer.destroy(), /gave no answer/u],
    [
      'squeezes',
      (answer) => answer.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'video/mp4' }).end(),
      /encoded as gzip/u,
    ],
    [
      'leads elsewhere',
      (answer) => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /Nothing is fetched/u,
    ],
    [
      'leads back here',
      (answer) => answer.writeHead(302, { location: `http://127.0.0.1:${server.port}/local/notices` }).end(),
      /Nothing is fetched/u,
    ],
  ] as [string, (answer: Parameters<RequestListener>[1]) => unknown, RegExp][])(
    'is told to be out of reach where its server %s',
    async (_what, behave, said) => {
      answers = (_asked, answer) => void behave(answer);
      madeOf(`${elsewhereUrl}/clip.mp4`);
      const { status, text } = await read();
      const [code, detail] = problemOf(text);
      expect([status, code]).toEqual([422, 'input_unreachable']);
      expect(detail).toMatch(said);
      expect(text).not.toContain('secret');
    },
  );

  it.each([
    'https://127.0.0.1/clip.mp4',
    'https://169.254.169.254/latest',
    'https://[::1]/clip',
    'https://localhost/clip',
  ])('is not fetched from %s, which is not on the public network', async (address) => {
    madeOf(address);
    const { status, text } = await read();
    expect([status, problemOf(text)[0]]).toEqual([422, 'input_unreachable']);
  });

  it('lets go of its server where nobody reads on', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<undefined>();
    answers = (_asked, answer) => {
      answer.on('close', () => {
        resolve(undefined);
      });
      answer.writeHead(200, { 'content-type': 'video/mp4' }).write('0');
    };
    madeOf(`${elsewhereUrl}/clip.mp4`);
    const reading = await request(`http://127.0.0.1:${server.port}/local/edits/${editId}/inputs/0`);
    reading.body.on('error', () => undefined).destroy();
    await closed;
  });
});
