import { createServer as createTlsServer } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  runcomfyProvider,
  type RuncomfyProviderProps,
} from '../../../../lambdas/adapters/runcomfy/provider.ts';
import type { EditRequest } from '../../../../lambdas/core/edit.ts';
import { NoProviderToken, ProviderUnreadable } from '../../../../lambdas/core/errors.ts';
import type { Secrets } from '../../../../lambdas/core/ports.ts';
import type { Provider } from '../../../../lambdas/core/provider.ts';
import {
  answers,
  deadPort,
  listening,
  loopbackServer,
  rawServer,
  resets,
  staysSilent,
  truncates,
  type Act,
} from '../loopback-server.ts';
import { selfSigned } from './self-signed.ts';

const token = 'rc-0123456789abcdef';
const plain: EditRequest = {
  prompt: 'Make it snow on @Element1',
  videoUrl: 'https://clips.example/a%3D.mp4?X-Amz-Signature=1',
  keepAudio: false,
  imageUrls: [],
  elements: [],
};
const accepted = { request_id: 'req_1', status_url: 'http://127.0.0.1:1/elsewhere' };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
});

const secretsOf = (...tokens: string[]): Secrets & { fresh: boolean[] } => {
  const fresh: boolean[] = [];
  return {
    fresh,
    providerToken: (anew = false) => {
      fresh.push(anew);
      if (anew && tokens.length > 1) tokens.shift();
      return Promise.resolve(tokens[0] ?? '');
    },
  };
};

const providerAt = (baseUrl: string, props: Partial<RuncomfyProviderProps> = {}): Provider =>
  runcomfyProvider({
    baseUrl,
    secrets: secretsOf(token),
    ...props,
    timeouts: { connectMs: 300, submitMs: 600, readMs: 600, ...props.timeouts },
  });

const served = async (acts: [Act, ...Act[]], props?: Partial<RuncomfyProviderProps>) => {
  const server = await loopbackServer(...acts);
  cleanups.push(() => server.close());
  return { ...server, provider: providerAt(server.origin, props) };
};

const raw = async (...[greet]: Parameters<typeof rawServer>): Promise<number> => {
  const server = await rawServer(greet);
  cleanups.push(() => server.close());
  return server.port;
};

describe('what is sent', () => {
  test('is every field of the edit, empty ones too, with the token', async () => {
    const { provider, journal } = await served([answers(200, accepted)]);
    expect(await provider.submit(plain)).toEqual({ verdict: 'accepted', requestId: 'req_1' });
    expect(journal).toHaveLength(1);
    expect(journal[0]).toMatchObject({
      method: 'POST',
      path: '/v1/models/kling/kling-video-o1/video-to-video/edit',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        connection: 'close',
      },
    });
    expect(JSON.parse(journal[0]?.body ?? '')).toEqual({
      prompt: plain.prompt,
      video_url: plain.videoUrl,
      keep_audio: false,
      image_urls: [],
      elements: [],
    });
  });

  test('carries elements and images by their wire names', async () => {
    const { provider, journal } = await served([answers(200, accepted)]);
    await provider.submit({
      ...plain,
      keepAudio: true,
      imageUrls: ['https://i/1.png'],
      elements: [{ frontalImageUrl: 'https://i/2.png', referenceImageUrls: ['https://i/3.png'] }],
    });
    expect(JSON.parse(journal[0]?.body ?? '')).toMatchObject({
      keep_audio: true,
      image_urls: ['https://i/1.png'],
      elements: [{ frontal_image_url: 'https://i/2.png', reference_image_urls: ['https://i/3.png'] }],
    });
  });

  test('goes to the base with the path it was given, and never to an address of an answer', async () => {
    const server = await served([answers(200, accepted)]);
    const provider = providerAt(`${server.origin}/under/`);
    await provider.submit(plain);
    await provider.status('req_1');
    await provider.result('req_1');
    await provider.cancel('req_1');
    expect(server.journal.slice(1).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /under/v1/requests/req_1/status',
      'GET /under/v1/requests/req_1/result?include_cost=true',
      'POST /under/v1/requests/req_1/cancel',
    ]);
  });

  test.each(['', '../models', 'a/b', 'a?b', 'a'.repeat(129)])('is nothing for the id "%s"', async (id) => {
    const { provider, journal } = await served([answers(200, { status: 'completed' })]);
    expect(await provider.status(id)).toEqual({ status: 'unknown_request' });
    expect(await provider.result(id)).toEqual({ result: 'unknown_request' });
    expect(await provider.cancel(id)).toMatchObject({ outcome: 'unreachable' });
    expect(journal).toHaveLength(0);
  });

  test.each(['http://model-api.runcomfy.net', 'ftp://127.0.0.1', 'nowhere'])(
    'fails to be built for %s, where the token would travel in the open',
    (baseUrl) => {
      expect(() => providerAt(baseUrl)).toThrow(/must be at https|Invalid URL/u);
    },
  );
});

describe('a paid POST that never left', () => {
  const refused = { verdict: 'refused', why: expect.any(String) };

  test('fault 9: a refused connection', async () => {
    const provider = providerAt(`http://127.0.0.1:${await deadPort()}`);
    expect(await provider.submit(plain)).toEqual(refused);
  });

  test('fault 10: a name that does not resolve', async () => {
    // A label of 64 letters is refused by the resolver itself, which asks nobody.
    const provider = providerAt(`https://${'a'.repeat(64)}.invalid`);
    expect(await provider.submit(plain)).toEqual(refused);
  });

  test('fault 11: garbage for a TLS handshake', async () => {
    const port = await raw((socket) => socket.end('SSH-2.0-garbage\r\n'));
    expect(await providerAt(`https://127.0.0.1:${port}`).submit(plain)).toEqual(refused);
  });

  test('fault 11: a reset in the TLS handshake', async () => {
    const port = await raw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await providerAt(`https://127.0.0.1:${port}`).submit(plain)).toEqual(refused);
  });

  test('fault 11: a certificate that nobody vouches for, to whom no token is shown', async () => {
    const heard: string[] = [];
    const tls = createTlsServer(selfSigned(), (socket) => {
      socket.on('error', () => undefined).on('data', (data: Buffer) => heard.push(data.toString()));
    });
    const { port, close } = await listening(tls);
    cleanups.push(close);
    expect(await providerAt(`https://localhost:${port}`).submit(plain)).toEqual({
      ...refused,
      why: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    });
    expect(heard).toEqual([]);
  });

  test('offers HTTP/1.1 alone, the one protocol in which nothing is sent a second time', async () => {
    const offered: string[] = [];
    const tls = createTlsServer({
      ...selfSigned(),
      ALPNCallback: ({ protocols }) => {
        offered.push(...protocols);
        return 'http/1.1';
      },
    });
    const { port, close } = await listening(tls);
    cleanups.push(close);
    await providerAt(`https://localhost:${port}`).submit(plain);
    expect(offered).toEqual(['http/1.1']);
  });

  test('fault 11: a connection that is never made', async () => {
    const port = await raw(() => undefined);
    const timeouts = { connectMs: 100, submitMs: 4_000 };
    expect(await providerAt(`https://127.0.0.1:${port}`, { timeouts }).submit(plain)).toEqual({
      ...refused,
      why: expect.stringContaining('UND_ERR_CONNECT_TIMEOUT'),
    });
  });

  test('fault 11: the time for the whole call ends before there is a connection', async () => {
    const port = await raw(() => undefined);
    const timeouts = { connectMs: 5_000, submitMs: 100 };
    expect(await providerAt(`https://127.0.0.1:${port}`, { timeouts }).submit(plain)).toEqual({
      ...refused,
      why: expect.stringContaining('no whole answer within 0.1 s'),
    });
  });

  test('fault 65: no token to be had', async () => {
    const warnings: unknown[] = [];
    const { provider, journal } = await served([answers(200, accepted)], {
      secrets: { providerToken: () => Promise.reject(new Error(`no ${token}`)) },
      log: { warn: (...warning) => warnings.push(warning) },
    });
    expect(await provider.submit(plain)).toEqual(refused);
    expect(await provider.status('req_1')).toMatchObject({ status: 'unreachable' });
    expect(await provider.account()).toMatchObject({ account: 'unreachable' });
    expect(journal).toHaveLength(0);
    expect(warnings).toHaveLength(3);
    expect(JSON.stringify(warnings)).not.toContain(token);
  });
});

describe('a paid POST that arrived is made once', () => {
  test.each<[string, Act, object]>([
    ['fault 12: 429', answers(429, '', { 'retry-after': '7' }), { verdict: 'refused', retryAfterSeconds: 7 }],
    [
      'fault 13: 422',
      answers(422, { error_code: 422001, error_message: 'Prompt too long' }),
      { verdict: 'rejected', message: 'Prompt too long' },
    ],
    ['fault 15: no balance', answers(200, { error_code: 400002 }), { verdict: 'account' }],
    ['fault 15: a bad token', answers(400, { error_code: 400004 }), { verdict: 'account' }],
    ['fault 15: forbidden', answers(403, { error_code: 400004 }), { verdict: 'account' }],
    ['fault 16: 500', answers(500, { error_code: 500001 }), { verdict: 'unclear' }],
    ['fault 16: 502', answers(502, '<html>'), { verdict: 'unclear' }],
    ['fault 16: 504', answers(504, ''), { verdict: 'unclear' }],
    ['fault 17: a reset', resets, { verdict: 'unclear' }],
    ['fault 17: a closed connection', (response) => response.socket?.end(), { verdict: 'unclear' }],
    ['fault 18: silence', staysSilent, { verdict: 'unclear', why: 'no whole answer within 0.6 s' }],
    [
      'fault 18: an answer that drips',
      (response) => {
        const drip = setInterval(() => response.write(' '), 50);
        response.on('close', () => {
          clearInterval(drip);
        });
      },
      { verdict: 'unclear' },
    ],
    ['fault 19: truncated', truncates(200, '{"request_id":"req_1"}'), { verdict: 'unclear' }],
    ['fault 19: half of the JSON', answers(200, '{"request_id":"req_1"'), { verdict: 'unclear' }],
    ['fault 19: HTML', answers(200, '<html>req_1</html>'), { verdict: 'unclear' }],
    ['fault 19: nothing', answers(200, ''), { verdict: 'unclear' }],
    ['fault 20: no usable id', answers(200, { request_id: '../../admin' }), { verdict: 'unclear' }],
    [
      'fault 21: 1 MB',
      answers(200, { request_id: 'req_1', padding: 'x'.repeat(1_048_576) }),
      { verdict: 'unclear' },
    ],
    ['fault 22: a redirect', answers(307, accepted, { location: '/elsewhere' }), { verdict: 'unclear' }],
  ])('%s', async (_case, act, verdict) => {
    const { provider, journal } = await served([act]);
    expect(await provider.submit(plain)).toMatchObject(verdict);
    await sleep(20);
    expect(journal).toHaveLength(1);
  });

  test('fault 18: a slow answer is an answer', async () => {
    const slow: Act = (response) => setTimeout(() => response.end(JSON.stringify(accepted)), 300);
    const { provider } = await served([slow]);
    expect(await provider.submit(plain)).toEqual({ verdict: 'accepted', requestId: 'req_1' });
  });

  test('whatever happened on a connection before: each call has its own', async () => {
    const { provider, journal } = await served([answers(200, { status: 'in_queue' }), resets]);
    await provider.status('req_1');
    expect(await provider.submit(plain)).toMatchObject({ verdict: 'unclear' });
    expect(journal).toHaveLength(2);
  });
});

describe('a token that was rotated', () => {
  const bySecret =
    (right: string, status = 401, body: unknown = ''): Act =>
    (response, received) => {
      const fits = received.headers.authorization === `Bearer ${right}`;
      answers(fits ? 200 : status, fits ? { ...accepted, status: 'in_queue', outcome: 'cancelled' } : body)(
        response,
        received,
      );
    };

  test('fault 14: is read anew, and the POST that 401 refused is made once more', async () => {
    const secrets = secretsOf('old-token', 'new-token');
    const { provider, journal } = await served([bySecret('new-token')], { secrets });
    expect(await provider.submit(plain)).toEqual({ verdict: 'accepted', requestId: 'req_1' });
    expect(journal).toHaveLength(2);
    expect(secrets.fresh).toEqual([false, true]);
  });

  test('fault 14: is read anew once, and then it is the account', async () => {
    const { provider, journal } = await served([bySecret('another')]);
    expect(await provider.submit(plain)).toMatchObject({ verdict: 'account' });
    expect(journal).toHaveLength(2);
  });

  test('fault 14: what becomes of the second POST is final', async () => {
    const { provider, journal } = await served([answers(401), resets]);
    expect(await provider.submit(plain)).toMatchObject({ verdict: 'unclear' });
    expect(journal).toHaveLength(2);
  });

  test('fault 15: after 400004 the POST is not made again, but the next one has the new token', async () => {
    const secrets = secretsOf('old-token', 'new-token');
    const { provider, journal } = await served([bySecret('new-token', 400, { error_code: 400004 })], {
      secrets,
    });
    expect(await provider.submit(plain)).toMatchObject({ verdict: 'account' });
    expect(journal).toHaveLength(1);
    expect(await provider.submit(plain)).toMatchObject({ verdict: 'accepted' });
  });

  test('is read anew for the calls that cost nothing', async () => {
    for (const call of [
      (provider: Provider) => provider.status('req_1'),
      (provider: Provider) => provider.cancel('req_1'),
    ]) {
      const secrets = secretsOf('old-token', 'new-token');
      const { provider, journal } = await served([bySecret('new-token', 200, { error_code: 401001 })], {
        secrets,
      });
      expect(await call(provider)).not.toHaveProperty('why');
      expect(journal).toHaveLength(2);
    }
  });

  test('leaves the first answer standing when none can be read anew', async () => {
    const secrets: Secrets = {
      providerToken: (fresh) =>
        fresh === true ? Promise.reject(new Error('down')) : Promise.resolve('old-token'),
    };
    const { provider, journal } = await served([bySecret('new-token')], { secrets });
    expect(await provider.submit(plain)).toMatchObject({ verdict: 'account' });
    expect(journal).toHaveLength(1);
  });
});

describe('the token', () => {
  test('fault 66: is taken out of all that the provider says, the refused one too', async () => {
    const logged: unknown[] = [];
    const says: Act = (response, received) => {
      const { authorization } = received.headers;
      answers(authorization === 'Bearer first-token' ? 401 : 422, {
        message: `bad header ${authorization ?? ''}, was first-token`,
      })(response, received);
    };
    const { provider } = await served([says], {
      secrets: secretsOf('first-token', 'second-token'),
      log: { warn: (...what) => logged.push(what) },
    });
    expect(await provider.submit(plain)).toEqual({
      verdict: 'rejected',
      message: 'bad header Bearer [token], was [token]',
    });
    expect(JSON.stringify(logged)).not.toContain('-token');
  });

  test('fault 66: is taken out before words are cut, and out of words never heard', async () => {
    const { provider } = await served([
      answers(500, { message: `${'x'.repeat(495)}${token}` }),
      answers(200, { status: `state ${token}` }),
    ]);
    expect(JSON.stringify(await provider.status('req_1'))).not.toContain(token.slice(0, 5));
    expect(await provider.status('req_1')).toEqual({ status: 'running', word: 'state [token]' });
  });

  test('fault 66: of a kind that no header can carry stays out of the reason', async () => {
    const { provider, journal } = await served([answers(200, accepted)], {
      secrets: secretsOf(`${token}\n`),
    });
    const verdict = await provider.submit(plain);
    expect(verdict.verdict).toBe('refused');
    expect(JSON.stringify(verdict)).not.toContain(token);
    expect(journal).toHaveLength(0);
  });
});

describe('a look', () => {
  test.each<[string, Act]>([
    ['500', answers(500)],
    ['a reset', resets],
    ['a time-out', staysSilent],
    ['garbage', answers(200, '<html>')],
    ['truncated', truncates(200, '{"status":"completed"}')],
    ['1 MB', answers(200, { status: 'completed', padding: 'x'.repeat(1_048_576) })],
    ['a redirect', answers(302, { status: 'completed' }, { location: '/elsewhere' })],
  ])('fault 29: %s is no answer, and asked once', async (_case, act) => {
    const { provider, journal } = await served([act]);
    expect(await provider.status('req_1')).toMatchObject({ status: 'unreachable' });
    expect(await provider.result('req_1')).toMatchObject({ result: 'unreachable' });
    expect(await provider.cancel('req_1')).toMatchObject({ outcome: 'unreachable' });
    expect(journal).toHaveLength(3);
  });

  test('gives output addresses as they stand, even if they hold what looks like the token', async () => {
    const url = 'https://x.runcomfy.net/a%3D/test/../b%2f.mp4?x=%2B#f';
    const { provider } = await served([answers(200, { status: 'succeeded', output: { video: url } })], {
      secrets: secretsOf('test'),
    });
    expect(await provider.result('req_1')).toMatchObject({
      result: 'succeeded',
      outputs: [{ kind: 'video', url }],
    });
  });
});

describe('price and balance', () => {
  test('are read', async () => {
    const models = await served([
      answers(200, { base_price_usd: 0.168, price_unit: 'second', pricing_note: 'rounded' }),
    ]);
    const account = await served([answers(200, { balance_usd: -0.5, currency: 'USD' })]);
    const provider = providerAt(models.origin, { balanceUrl: account.origin });
    expect(await provider.price()).toEqual({ baseUsd: 0.168, unit: 'second', note: 'rounded' });
    expect(await provider.account()).toEqual({ account: 'no_balance', balanceUsd: -0.5 });
    expect(models.journal.map(({ path }) => path)).toEqual([
      '/v1/models/kling/kling-video-o1/video-to-video/edit',
    ]);
    expect(account.journal.map(({ path }) => path)).toEqual(['/prod/v2/balance']);
  });

  test.each<[string, Act]>([
    ['an error', answers(500, { message: 'down' })],
    ['an error in a 200', answers(200, { error_code: 400004 })],
    ['garbage', answers(200, 'null')],
    ['no number', answers(200, { base_price_usd: '0.1', price_unit: 'second', balance_usd: null })],
    ['a negative price of nothing', answers(200, { base_price_usd: -1, price_unit: '' })],
  ])('fail to be read: %s', async (_case, act) => {
    const { provider } = await served([act]);
    await expect(provider.price()).rejects.toThrow(ProviderUnreadable);
  });

  test.each<[string, Act, object]>([
    ['money', answers(200, { balance_usd: 0.01 }), { account: 'usable', balanceUsd: 0.01 }],
    ['nothing left', answers(200, { balance_usd: 0 }), { account: 'no_balance', balanceUsd: 0 }],
    ['its word for no balance', answers(200, { error_code: 400002 }), { account: 'no_balance' }],
    ['HTTP’s word for it', answers(402, ''), { account: 'no_balance' }],
    ['a code of the family', answers(400, { error_code: 402001 }), { account: 'no_balance' }],
    [
      '401',
      answers(401, { message: 'Who?' }),
      { account: 'token_refused', why: expect.stringContaining('Who?') },
    ],
    ['403', answers(403, ''), { account: 'token_refused', why: 'The provider answered 403' }],
    [
      'its word for a bad token',
      answers(200, { error_code: 400004 }),
      { account: 'token_refused', why: 'The provider answered 200 with error 400004' },
    ],
    ['an outage', answers(503, { message: 'down' }), { account: 'unreachable' }],
    ['too many questions', answers(429, ''), { account: 'unreachable' }],
    ['no such page', answers(404, ''), { account: 'unreachable' }],
    ['garbage', answers(200, 'null'), { account: 'unreachable' }],
    [
      'no number',
      answers(200, { balance_usd: null }),
      { account: 'unreachable', why: expect.stringContaining('no balance that can be read') },
    ],
  ])('tell how the account stands: %s', async (_case, act, seen) => {
    const { provider } = await served([act]);
    expect(await provider.account()).toMatchObject(seen);
  });

  test('tell of a token that nobody has set yet', async () => {
    const { provider, journal } = await served([answers(200, { balance_usd: 1 })], {
      secrets: { providerToken: () => Promise.reject(new NoProviderToken('none')) },
    });
    expect(await provider.account()).toEqual({
      account: 'token_refused',
      why: 'there is no provider token yet',
    });
    expect(journal).toHaveLength(0);
  });

  test('wait no longer for the account than somebody waits for them', async () => {
    const { provider } = await served([() => undefined], { timeouts: { accountMs: 100 } });
    expect(await provider.account()).toEqual({ account: 'unreachable', why: 'no whole answer within 0.1 s' });
  });
});
