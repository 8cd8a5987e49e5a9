import { afterEach, describe, expect, it } from '@jest/globals';
import { signedWebhooks } from '../../../../lambdas/adapters/webhooks/webhooks.ts';
import { systemClock } from '../../../../lambdas/adapters/system-clock.ts';
import { NoWebhookSecret } from '../../../../lambdas/core/errors.ts';
import { fakeClock } from '../../../fakes/clock.ts';
import {
  answers,
  deadPort,
  loopbackServer,
  rawServer,
  resets,
  staysSilent,
  type Act,
} from '../loopback-server.ts';
import { aSecret, onThisMachine, receiving, verified, type Receiving } from './receiver.ts';

const id = `nt_${'0'.repeat(32)}`;
const body = '{"type":"edit.completed","data":{"text":"ü"}}';

let receiver: Receiving;
const others: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  await receiver.close();
  for (const other of others.splice(0)) await other.close();
});

const posted = async (...acts: [Act, ...Act[]]) => {
  receiver = await receiving(undefined, ...acts);
  return receiver.webhooks.post({ id, url: `${receiver.origin}/hook?key=1`, body });
};

/** Goes on for ever, a byte at a time. */
const drips: Act = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write('.'), 20);
  response.on('close', () => {
    clearInterval(timer);
  });
};

/** Says more than anybody reads, as fast as it is taken. */
const floods: Act = (response) => {
  response.writeHead(200);
  const chunk = Buffer.alloc(65_536);
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
};

describe('a webhook', () => {
  it('is one POST of the body as it is, with the headers of Standard Webhooks', async () => {
    expect(await posted(answers(200))).toEqual({ statusCode: 200, tookMs: expect.any(Number) });
    expect(receiver.journal).toHaveLength(1);
    const [received] = receiver.journal;
    expect(received).toMatchObject({
      method: 'POST',
      path: '/hook?key=1',
      body,
      headers: { 'content-type': 'application/json', 'user-agent': 'reshoot', 'webhook-id': id },
    });
    expect(received && verified(receiver.secret, received)).toEqual(JSON.parse(body));
  });

  it.each([200, 201, 204, 299])('is delivered where it is answered with %d', async (status) => {
    expect(await posted(answers(status))).not.toHaveProperty('error');
  });

  it.each([400, 404, 500, 503])('is not where it is answered with %d', async (status) => {
    expect(await posted(answers(status))).toMatchObject({
      statusCode: status,
      error: `The receiver answered ${status}`,
    });
  });

  it('fault 52: does not follow a redirect, and is not delivered by it', async () => {
    const elsewhere = await loopbackServer(answers(200));
    others.push(elsewhere);
    for (const status of [301, 302, 303, 307, 308]) {
      const heard = await posted(answers(status, '', { location: elsewhere.origin }));
      expect(heard).toMatchObject({
        statusCode: status,
        error: `The receiver answered ${status}, and redirects are not followed`,
      });
      await receiver.close();
    }
    expect(elsewhere.journal).toEqual([]);
  });

  it.each([
    ['17', 17],
    [new Date(Date.now() + 120_000).toUTCString(), expect.any(Number)],
    ['1000000', 86_400],
    ['soon', undefined],
  ])('fault 52: hears that it should come back after %s', async (value, seconds) => {
    const heard = await posted(answers(429, '', { 'retry-after': value }));
    expect(heard.retryAfterSeconds).toEqual(seconds);
  });

  it('fault 53: waits for no answer longer than its time, however it is kept waiting', async () => {
    for (const act of [staysSilent, drips]) {
      receiver = await receiving(300, act);
      const heard = await receiver.webhooks.post({ id, url: receiver.origin, body });
      expect(heard.error).toBe('The receiver gave no whole answer within 0.3 s');
      expect(heard.tookMs).toBeGreaterThan(250);
      expect(heard.tookMs).toBeLessThan(3_000);
      await receiver.close();
    }
  });

  it('fault 53: reads no more than 64 kB of an answer, and does not take it for one', async () => {
    expect(await posted(floods)).toMatchObject({
      statusCode: 200,
      error: 'The receiver answered with more than 65536 bytes',
    });
  });

  it('fault 53: has 15 s where nobody says otherwise', async () => {
    let given = 0;
    const real = globalThis.setTimeout;
    globalThis.setTimeout = ((run: () => void, ms?: number) => {
      given = Math.max(given, ms ?? 0);
      return real(run, ms);
    }) as typeof setTimeout;
    try {
      await posted(answers(200));
    } finally {
      globalThis.setTimeout = real;
    }
    expect(given).toBe(15_000);
  });

  it('is not delivered where the connection is refused, reset, or ends in no HTTP', async () => {
    expect(await posted(resets)).toMatchObject({
      error: expect.stringMatching(/^The receiver gave no answer: /u),
    });
    const { webhooks } = receiver;
    const refused = await webhooks.post({ id, url: `http://127.0.0.1:${await deadPort()}/`, body });
    expect(refused.error).toBe('The receiver gave no answer: ECONNREFUSED');
    const gibberish = await rawServer((socket) => socket.end('hello\r\n\r\n'));
    others.push(gibberish);
    const heard = await webhooks.post({ id, url: `http://127.0.0.1:${gibberish.port}/`, body });
    expect(heard.error).toMatch(/^The receiver gave no answer/u);
  });

  it('fault 56: is signed by every secret there is, at the time of the attempt', async () => {
    receiver = await receiving(undefined, answers(200));
    const [old, young] = [aSecret(), aSecret()];
    const secrets = [[old], [young, old], [young]];
    const clock = fakeClock(Date.now());
    const webhooks = signedWebhooks({
      secrets: { signing: async () => secrets.shift() ?? [] },
      places: onThisMachine,
      clock,
    });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await webhooks.post({ id, url: receiver.origin, body });
      clock.advance(10_000);
    }
    const [before, during, afterwards] = receiver.journal;
    if (!before || !during || !afterwards) throw new Error('not all came');
    expect(verified(old, before)).toBeDefined();
    expect(() => verified(young, before)).toThrow();
    expect(verified(old, during)).toBeDefined();
    expect(verified(young, during)).toBeDefined();
    expect(verified(young, afterwards)).toBeDefined();
    expect(() => verified(old, afterwards)).toThrow();
    const stamps = receiver.journal.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect([(stamps[1] ?? 0) - (stamps[0] ?? 0), (stamps[2] ?? 0) - (stamps[1] ?? 0)]).toEqual([10, 10]);
  });

  it('is not sent without a secret', async () => {
    receiver = await receiving(undefined, answers(200));
    const secrets = {
      signing: async (): Promise<string[]> => {
        throw new NoWebhookSecret('there is none');
      },
    };
    const webhooks = signedWebhooks({ secrets, places: onThisMachine, clock: systemClock });
    await expect(webhooks.post({ id, url: receiver.origin, body })).rejects.toThrow(NoWebhookSecret);
    expect(receiver.journal).toEqual([]);
  });

  it('is not sent in the clear where that is not for trying out', async () => {
    receiver = await receiving(undefined, answers(200));
    const secrets = { signing: async () => [receiver.secret] };
    const webhooks = signedWebhooks({ secrets, places: { loopbackHttp: false }, clock: systemClock });
    const heard = await webhooks.post({ id, url: receiver.origin, body });
    expect(heard.error).toBe('The address must begin with https://');
    expect(receiver.journal).toEqual([]);
  });
});
