import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient, type ClientProps } from '../../client/client.ts';
import { connecting } from '../../client/connecting.ts';
import {
  answers,
  loopbackServer,
  resets,
  truncates,
  type Act,
  type Loopback,
} from '../lambdas/adapters/loopback-server.ts';
import { anEdit, editId } from './an-edit.ts';
import { json, problem } from './api-answers.ts';
import { clientClock } from './client-clock.ts';

let server: Loopback | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const served = async (act: Act): Promise<Loopback> => (server = await loopbackServer(act));
const asked = async (act: Act) => {
  const { origin } = await served(act);
  return connecting({ url: origin, repeats: 0 }, clientClock()).edits.get(editId);
};

const html = answers(502, `<html>${'<h1>Bad Gateway</h1>'.repeat(99)}</html>`, {
  'content-type': 'text/html',
});
const jsonOf = (status: number, text: string, type = 'application/json') =>
  answers(status, text, { 'content-type': type });

describe('an answer that is not of the API', () => {
  it.each([
    ['a page of a proxy', html, 502, 'Something before the API answered with 502.'],
    [
      'a page in the place of an edit',
      answers(200, '<html>', { 'content-type': 'text/html' }),
      200,
      'look at url',
    ],
    ['text without a type', answers(200, 'hello'), 200, 'is not of this API'],
    ['a gateway that lets nobody in', jsonOf(403, '{"message":"Forbidden"}'), 403, 'look at the credentials'],
    ['a gateway that knows nobody', jsonOf(401, '{"message":"Unauthorized"}'), 401, 'give auth'],
    ['a gateway without such a path', jsonOf(404, '{"message":"Not Found"}'), 404, 'no API at this address'],
    ['a gateway that throttles', jsonOf(429, '{"message":"Too Many Requests"}'), 429, 'wait before the next'],
    ['half of JSON', jsonOf(200, '{"edit_id": "ed_'), 200, 'says that it is JSON, and is not'],
    [
      'half of a problem',
      jsonOf(422, '{', 'application/problem+json'),
      422,
      'says that it is JSON, and is not',
    ],
    ['a problem of somebody else', jsonOf(422, '{"title":"x"}', 'application/problem+json'), 422, '422'],
    ['JSON that is no object', jsonOf(200, '"here"'), 200, 'is not of this API'],
    [
      'a redirection',
      answers(301, '', { location: 'https://other.example/' }),
      301,
      'to https://other.example/',
    ],
  ])('is told as such: %s', async (_what, act, status, saying) => {
    await expect(asked(act)).rejects.toMatchObject({
      name: 'UnexpectedAnswer',
      status,
      message: expect.stringContaining(saying),
    });
  });

  it('is shown by its first 500 characters', async () => {
    const error: unknown = await asked(html).catch((error: unknown) => error);
    expect(error).toMatchObject({ body: expect.stringMatching(/^<html><h1>Bad Gateway[^]{0,490}$/u) });
    expect((error as { body: string }).body).toHaveLength(500);
  });

  it('is not followed elsewhere, for a POST would become a GET', async () => {
    const { origin, journal } = await served(answers(302, '', { location: '/v1/edits' }));
    const { edits } = connecting({ url: origin }, clientClock());
    const request = { prompt: 'x', video_url: 'https://example.com/clip.mp4' };
    await expect(edits.create(request)).rejects.toMatchObject({ name: 'UnexpectedAnswer', status: 302 });
    expect(journal).toHaveLength(1);
  });
});

describe('no whole answer', () => {
  it.each([
    ['a connection that is reset', resets, 'Nobody answered'],
    ['a body that breaks off', truncates(200, '{"edit_id":'), 'The answer broke off'],
  ])('is told as such: %s', async (_what, act, saying) => {
    await expect(asked(act)).rejects.toMatchObject({
      name: 'ConnectionError',
      requestMayHaveArrived: true,
      cause: expect.anything(),
      message: expect.stringContaining(saying),
    });
  });
});

describe('a problem', () => {
  it('has all that the API says of it', async () => {
    const body = {
      type: 'about:blank',
      title: 'The edit is not valid',
      status: 422,
      code: 'invalid_request',
      detail: '2 faults: see errors.',
      edit_id: editId,
      errors: [
        { path: 'prompt', message: 'must say what to edit' },
        { path: 'elements[0]', message: 'is not a field here' },
      ],
    };
    const told = { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '3' };
    await expect(asked(answers(422, body, told))).rejects.toMatchObject({
      name: 'ProblemError',
      message:
        'The edit is not valid (422 invalid_request). 2 faults: see errors.' +
        '\n  prompt: must say what to edit\n  elements[0]: is not a field here',
      ...{ status: 422, code: 'invalid_request', title: body.title, detail: body.detail },
      ...{ errors: body.errors, editId, retryAfterSeconds: 3 },
    });
  });

  it('has no faults and no edit where it names none', async () => {
    await expect(asked(problem('not_found'))).rejects.toMatchObject({
      ...{ code: 'not_found', errors: [], editId: undefined, retryAfterSeconds: undefined },
    });
  });
});

describe('the address of an API', () => {
  const edit = json(anEdit());
  it.each(['', '/', '/dev', '/video/edits/'])('keeps the path that it has: "%s"', async (path) => {
    const { origin, journal } = await served(edit);
    await createClient({ url: `${origin}${path}` }).edits.get(editId);
    expect(journal.map(({ path }) => path)).toEqual([`${path.replace(/\/$/u, '')}/v1/edits/${editId}`]);
  });

  it.each([
    ['api.example.com', 'must be absolute'],
    ['ftp://example.com', 'must be http(s)://'],
    ['https://me:secret@example.com', 'must not carry a user name or password'],
    ['https://example.com/?stage=dev', 'neither ? nor #'],
    ['https://example.com/dev/v1/', 'must be without /v1'],
  ])('is refused at once: %s', (url, saying) => {
    expect(() => createClient({ url })).toThrow(saying);
  });

  it('is asked for what a query says, without what it leaves out', async () => {
    const { origin, journal } = await served(json({ edits: [] }));
    const query = { status: 'failed', limit: 5, cursor: 'a b+c/&=', owner: undefined } as const;
    await createClient({ url: origin }).edits.list(query);
    expect(journal[0]?.path).toBe('/v1/edits?status=failed&limit=5&cursor=a%20b%2Bc%2F%26%3D');
  });
});

describe('edits.all', () => {
  const page = (cursor: string | undefined, ...sequences: number[]) => ({
    edits: sequences.map((sequence) => anEdit({ sequence })),
    ...(cursor !== undefined && { cursor }),
  });

  it('has the edits of all pages, and asks for each once it is needed', async () => {
    const { origin, journal } = await (async () =>
      (server = await loopbackServer(
        json(page('two', 1, 2)),
        json(page('three')),
        json(page(undefined, 3)),
      )))();
    const seen: number[] = [];
    for await (const { sequence } of createClient({ url: origin }).edits.all({ limit: 2 })) {
      if (sequence === 2) expect(journal).toHaveLength(1);
      seen.push(sequence);
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(journal.map(({ path }) => path)).toEqual([
      '/v1/edits?limit=2',
      '/v1/edits?limit=2&cursor=two',
      '/v1/edits?limit=2&cursor=three',
    ]);
  });
});

describe('auth', () => {
  const called = async (auth: ClientProps['auth']) => {
    const { origin, journal } = await served(json(anEdit()));
    await createClient({ url: origin, auth }).edits.get(editId);
    return journal[0]?.headers.authorization;
  };

  it('is nobody where none is given', async () => {
    expect(await called(undefined)).toBeUndefined();
  });

  it.each([
    ['a token', 'one'],
    ['a function', () => 'one'],
    ['a function that takes its time', async () => 'one'],
  ])('is the token of %s', async (_what, bearer) => {
    expect(await called({ bearer })).toBe('Bearer one');
  });

  it('is asked before each try', async () => {
    const tokens = ['old', 'new'];
    server = await loopbackServer(answers(503), json(anEdit()));
    const auth = { bearer: () => tokens.shift() ?? '' };
    await connecting({ url: server.origin, auth }, clientClock()).edits.get(editId);
    expect(server.journal.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('that cannot be had ends the call as it failed itself', async () => {
    const bearer = async () => Promise.reject(new Error('nobody is signed in'));
    await expect(called({ bearer })).rejects.toThrow('nobody is signed in');
    expect(server?.journal).toEqual([]);
  });
});
