import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  mediaDownloads,
  type MediaDownloadsProps,
} from '../../../../lambdas/adapters/media/media-downloads.ts';
import { DownloadFailed } from '../../../../lambdas/core/errors.ts';
import { answers, deadPort, loopbackServer, resets, staysSilent, type Act } from '../loopback-server.ts';

const bytes = randomBytes(300_000);
const key = 'X-Amz-Signature=deadbeef';
const video = { 'content-type': 'video/mp4' };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
});

const served = async (...acts: [Act, ...Act[]]) => {
  const server = await loopbackServer(...acts);
  cleanups.push(() => server.close());
  return server;
};

const fetched = async (url: string, props: Partial<MediaDownloadsProps> = {}) => {
  const downloads = mediaDownloads({
    places: { kind: 'loopback', origins: [new URL(url).origin] },
    maxBytes: 1_000_000,
    resumeMs: 1,
    ...props,
    timeouts: { connectMs: 500, headersMs: 400, idleMs: 400, totalMs: 4_000, ...props.timeouts },
  });
  const { body, sizeBytes } = await downloads.open(url);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { sizeBytes, content: Buffer.concat(chunks) };
};

const failureOf = async (url: string, props?: Partial<MediaDownloadsProps>): Promise<DownloadFailed> => {
  const error: unknown = await fetched(url, props).then(
    () => 'nothing failed',
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(DownloadFailed);
  expect((error as DownloadFailed).message).not.toContain('deadbeef');
  return error as DownloadFailed;
};

const sends =
  (content: Uint8Array, headers: Record<string, string> = {}): Act =>
  (response) => {
    response
      .writeHead(200, { 'content-length': String(content.byteLength), ...video, ...headers })
      .end(content);
  };

const short =
  (headers: Record<string, string>): Act =>
  (response) => {
    response.writeHead(200, { ...video, ...headers, 'content-length': String(bytes.byteLength) });
    response.write(bytes.subarray(0, 100_000), () => {
      response.req.socket.destroySoon();
    });
  };

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

describe('a download', () => {
  test('comes whole, and carries no credentials', async () => {
    const { origin, journal } = await served(sends(bytes));
    const { content, sizeBytes } = await fetched(`${origin}/v.mp4`);
    expect(sizeBytes).toBe(bytes.byteLength);
    expect(sha256(content)).toBe(sha256(bytes));
    expect(journal[0]?.headers).not.toHaveProperty('authorization');
  });

  test('comes whole without an announced length', async () => {
    const { origin } = await served((response) => response.writeHead(200, video).end(bytes));
    const { content, sizeBytes } = await fetched(`${origin}/v.mp4`);
    expect(sizeBytes).toBeUndefined();
    expect(sha256(content)).toBe(sha256(bytes));
  });

  test.each([
    `/a%3D%3D/b%2Fc/output/x_output.mp4?${key}&d=%2B`,
    '/a/../b/./c%2e',
    '/a\'|{}^`"<>',
    '//double//slash',
    '/',
  ])('asks for %s as it is written', async (path) => {
    const { origin, journal } = await served(sends(bytes));
    await fetched(`${origin}${path}#fragment`);
    expect(journal[0]?.path).toBe(path);
  });

  test.each([
    ['/a b/ü', '/a%20b/%C3%BC'],
    ['?x=1', '/?x=1'],
    ['', '/'],
    ['\\a', '/a'],
  ])('asks for %p as the URL parser writes it, as it could not be sent', async (written, path) => {
    const { origin, journal } = await served(sends(bytes));
    await fetched(`${origin}${written}`);
    expect(journal[0]?.path).toBe(path);
  });

  test('follows three redirects', async () => {
    const { origin, journal } = await served(
      answers(302, '', { location: '/2?a=%3D' }),
      (response, received) => {
        const location = `http://${received.headers.host ?? ''}/3%3D`;
        answers(307, '', { location })(response, received);
      },
      answers(301, '', { location: '4' }),
      sends(bytes),
    );
    expect((await fetched(`${origin}/1`)).content).toHaveLength(bytes.byteLength);
    expect(journal.map(({ path }) => path)).toEqual(['/1', '/2?a=%3D', '/3%3D', '/4']);
  });

  test('does not follow a fourth', async () => {
    const { origin, journal } = await served(answers(302, '', { location: `/again?${key}` }));
    await failureOf(`${origin}/1?${key}`);
    expect(journal).toHaveLength(4);
  });

  test('fault 39: goes nowhere that is not allowed', async () => {
    const { origin, journal } = await served(sends(bytes));
    const places = { kind: 'loopback' as const, origins: ['http://127.0.0.1:1'] };
    expect((await failureOf(`${origin}/v.mp4?${key}`, { places })).message).toContain(
      'Nothing is fetched from',
    );
    expect((await failureOf(`http://user@127.0.0.1:1/`, { places })).message).toContain(
      'Nothing is fetched from',
    );
    expect(journal).toHaveLength(0);
  });

  test('fault 39: is not redirected to what is not allowed', async () => {
    const inside = await served(sends(bytes));
    const outside = await served(answers(302, '', { location: `${inside.origin}/v.mp4?${key}` }));
    await failureOf(`${outside.origin}/v.mp4`);
    expect(inside.journal).toHaveLength(0);
    expect(outside.journal).toHaveLength(1);
  });

  test.each<[string, Record<string, string>]>([
    ['that is missing', {}],
    ['that is no address', { location: 'http://' }],
  ])('fails at a location %s', async (_case, headers) => {
    const { origin } = await served(answers(302, '', headers));
    expect((await failureOf(`${origin}/v.mp4`)).statusCode).toBe(302);
  });

  test('fails for what is no address', async () => {
    const downloads = mediaDownloads({ places: { kind: 'loopback', origins: [] }, maxBytes: 1 });
    await expect(downloads.open(`nowhere?${key}`)).rejects.toThrow('This is no address');
  });

  test.each([403, 404, 500, 206, 204])('fault 45: says that the answer was %d', async (status) => {
    const { origin } = await served(answers(status, 'x'));
    expect((await failureOf(`${origin}/v.mp4?${key}`)).statusCode).toBe(status);
  });

  test('fails without an answer', async () => {
    const failure = await failureOf(`http://127.0.0.1:${await deadPort()}/v.mp4?${key}`);
    expect(failure.message).toContain('ECONNREFUSED');
    expect(failure.statusCode).toBeUndefined();
  });

  test.each([
    'text/html; charset=utf-8',
    'TEXT/plain',
    'application/json',
    'application/problem+json; charset=utf-8',
    'application/xml',
  ])('fault 44: is not %s', async (type) => {
    const { origin } = await served(sends(bytes, { 'content-type': type }));
    await failureOf(`${origin}/v.mp4`);
  });

  test.each(['video/mp4', 'application/octet-stream', 'binary/octet-stream', 'image/png'])(
    'may be %s',
    async (type) => {
      const { origin } = await served(sends(bytes, { 'content-type': type }));
      expect((await fetched(`${origin}/v.mp4`)).content).toHaveLength(bytes.byteLength);
    },
  );

  test('fails when it is compressed', async () => {
    const { origin } = await served(sends(bytes, { 'content-encoding': 'gzip' }));
    await failureOf(`${origin}/v.mp4`);
  });

  test.each<[string, Act]>([
    ['0 bytes announced', sends(new Uint8Array())],
    ['no bytes in chunks', (response) => response.writeHead(200, video).end()],
    ['an announced length over the cap', sends(Buffer.alloc(1_000_001))],
    ['a body over the cap', (response) => response.writeHead(200, video).end(Buffer.alloc(1_000_001))],
    ['a short body', short({})],
    ['headers that never come', staysSilent],
    ['a reset', resets],
  ])('fault 43: fails for %s', async (_case, act) => {
    const { origin, journal } = await served(act);
    await failureOf(`${origin}/v.mp4?${key}`);
    expect(journal).toHaveLength(1);
  });

  test('fault 42: fails when the body stalls', async () => {
    const { origin } = await served((response) => {
      response.writeHead(200, { ...video, 'content-length': '1000' }).write('abc');
    });
    expect((await failureOf(`${origin}/v.mp4`)).message).toContain('UND_ERR_BODY_TIMEOUT');
  });

  test('fault 42: fails when the body drips for ever', async () => {
    const { origin } = await served((response) => {
      response.writeHead(200, video);
      const drip = setInterval(() => response.write('.'), 50);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    expect((await failureOf(`${origin}/v.mp4`, { timeouts: { totalMs: 700 } })).message).toContain(
      'broke off',
    );
  });

  test('lets go of its connection when the reader has had enough', async () => {
    const closed = Promise.withResolvers<string>();
    const { origin } = await served((response) => {
      response.on('close', () => {
        closed.resolve('closed');
      });
      response.writeHead(200, video).write(bytes);
    });
    const downloads = mediaDownloads({
      places: { kind: 'loopback', origins: [origin] },
      maxBytes: 1_000_000,
    });
    const { body } = await downloads.open(`${origin}/v.mp4`);
    for await (const _chunk of body) break;
    expect(await closed.promise).toBe('closed');
  });
});

describe('a download that breaks off', () => {
  const etag = { etag: '"v1"' };
  const restOf =
    (upTo = bytes.byteLength, headers: Record<string, string> = {}): Act =>
    (response, { headers: asked }) => {
      const from = Number(/^bytes=(\d+)-$/u.exec(asked.range ?? '')?.[1]);
      response.writeHead(206, {
        ...video,
        ...etag,
        'content-length': String(bytes.byteLength - from),
        'content-range': `bytes ${from}-${bytes.byteLength - 1}/${bytes.byteLength}`,
        ...headers,
      });
      response.write(bytes.subarray(from, upTo), () => {
        if (upTo < bytes.byteLength) response.socket?.destroySoon();
        else response.end();
      });
    };

  test.each<[string, [Act, ...Act[]]]>([
    ['once', [short(etag), restOf()]],
    ['three times', [short(etag), restOf(150_000), restOf(200_000), restOf()]],
    ['and is answered 500 and reset', [short(etag), answers(500), resets, restOf()]],
  ])('fault 40: %s is carried on', async (_case, acts) => {
    const { origin, journal } = await served(...acts);
    const { content } = await fetched(`${origin}/v.mp4?${key}`);
    expect(sha256(content)).toBe(sha256(bytes));
    expect(journal).toHaveLength(acts.length);
    expect(journal[1]?.headers).toMatchObject({ 'if-match': '"v1"' });
  });

  test.each<[string, Act, number | undefined]>([
    ['ignores the range', sends(bytes, etag), 200],
    ['has another version', restOf(undefined, { etag: '"v2"' }), 206],
    ['says so', answers(412), 412],
    ['starts elsewhere', restOf(undefined, { 'content-range': `bytes 0-299999/300000` }), 206],
    ['has another size', restOf(undefined, { 'content-range': `bytes 100000-299999/300001` }), 206],
    ['has lost its range', restOf(undefined, { 'content-range': 'bytes */300000' }), 206],
    ['forbids it by now', answers(403), 403],
  ])('fault 41: is never spliced with a rest that %s', async (_case, act, statusCode) => {
    const { origin, journal } = await served(short(etag), act);
    expect((await failureOf(`${origin}/v.mp4?${key}`)).statusCode).toBe(statusCode);
    expect(journal).toHaveLength(2);
  });

  test('fault 40: is carried on as often as it breaks, where much came in between', async () => {
    const much = Buffer.alloc(48_000_000, 7);
    const size = much.byteLength;
    const breaking: Act = (response, { headers: asked }) => {
      const from = Number(/^bytes=(\d+)-$/u.exec(asked.range ?? '')?.[1] ?? 0);
      const range = asked.range === undefined ? {} : { 'content-range': `bytes ${from}-${size - 1}/${size}` };
      response.writeHead(asked.range === undefined ? 200 : 206, { ...video, ...etag, ...range });
      response.write(much.subarray(from, from + 9_000_000), () => {
        if (from + 9_000_000 < size) response.socket?.destroySoon();
        else response.end();
      });
    };
    const { origin, journal } = await served(breaking);
    const { content } = await fetched(`${origin}/v.mp4`, { maxBytes: size });
    expect(sha256(content)).toBe(sha256(much));
    expect(journal).toHaveLength(6);
  });

  test('fault 41: more often than three times fails', async () => {
    const { origin, journal } = await served(short(etag), restOf(100_001));
    await failureOf(`${origin}/v.mp4`);
    expect(journal).toHaveLength(4);
  });

  test.each<[string, Record<string, string>]>([
    ['a tag', {}],
    ['a strong tag', { etag: 'W/"v1"' }],
  ])('fault 41: is not carried on without %s', async (_case, headers) => {
    const { origin, journal } = await served(short(headers), restOf());
    await failureOf(`${origin}/v.mp4`);
    expect(journal).toHaveLength(1);
  });
});
