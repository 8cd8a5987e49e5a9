import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../lambdas/adapters/system-clock.ts';
import { publicCallbacks } from '../../../../lambdas/adapters/webhooks/receiver-places.ts';
import { signedWebhooks } from '../../../../lambdas/adapters/webhooks/webhooks.ts';
import { attacks, controls, loopbackLiterals, zone } from '../public-network/attacks.ts';
import { ownNetwork, type OwnNetwork } from '../public-network/network.ts';
import { aSecret } from './receiver.ts';

let own: OwnNetwork;
beforeAll(async () => {
  own = await ownNetwork(zone);
});
beforeEach(async () => {
  await own.intrusions();
  own.journal.length = 0;
});
afterAll(() => own.close());

// Also where this machine is taken: https is not for it.
const places = () => ({ loopbackHttp: true, network: own.network });
const faultOf = async (url: string) => publicCallbacks(places()).fault(url);
const post = async (url: string) =>
  signedWebhooks({
    secrets: { signing: async () => [aSecret()] },
    places: places(),
    clock: systemClock,
    timeoutMs: 5_000,
  }).post({ id: 'nt_1', url, body: '{}' });

// Where it redirects to is seen only when it is told something.
const redirects = attacks.filter(([attack]) => attack.startsWith('a redirect'));
const direct = attacks.filter((attack) => !redirects.includes(attack));

describe('a receiver, when it is named', () => {
  test.each(controls)('is taken at %s', async (_control, url) => {
    expect(await faultOf(url)).toBeUndefined();
    expect(own.journal).toEqual([]);
  });

  test.each(direct)('fault 54: is refused at %s, and nothing is sent there', async (_attack, url) => {
    const fault = await faultOf(url);
    expect(fault).toMatch(/^must (?:be on the public network|not carry a user name)/u);
    expect(fault).not.toMatch(/10\.0\.0\.5 is not public|v\.mp4|deadbeef/u);
    expect(await own.intrusions()).toEqual([]);
    expect(own.journal).toEqual([]);
  });

  test('fault 54: is refused where its name flips to 127.0.0.1, whenever it does', async () => {
    const faults = [await faultOf('https://flipping.test/'), await faultOf('https://flipping.test/')];
    expect(faults.map((fault) => fault === undefined)).toEqual([true, false]);
    expect(await own.intrusions()).toEqual([]);
  });

  test.each([
    ['https://nowhere.test/', 'must be on the public network, and nowhere.test is not'],
    ['https://public.test:8443/', 'must be on the port of https, and not on 8443'],
    ['http://public.test/', 'must begin with https://'],
    ['here', 'must be a URL'],
  ])('is refused at %s, saying why', async (url, reason) => {
    expect(await faultOf(url)).toBe(reason);
  });

  test('is refused where its name cannot be looked up', async () => {
    const lookup = async () => {
      throw Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' });
    };
    const callbacks = publicCallbacks({ loopbackHttp: false, network: { lookup } });
    expect(await callbacks.fault('https://hooks.example/')).toBe(
      'must be found by its name, and hooks.example is not',
    );
  });

  test('is taken on this machine, in the clear, only where it may be', async () => {
    const url = 'http://127.0.0.1:4000/hook';
    expect(await publicCallbacks({ loopbackHttp: true }).fault(url)).toBeUndefined();
    expect(await publicCallbacks({ loopbackHttp: false }).fault(url)).toBe('must begin with https://');
  });
});

describe('a receiver, when it is told something', () => {
  test.each(controls.filter(([control]) => !control.startsWith('a redirect')))(
    'is reached at %s',
    async (_control, url) => {
      expect(await post(url)).toMatchObject({ statusCode: 200 });
      expect(own.journal.at(-1)).toMatch(/\/v\.mp4$/u);
      expect(await own.intrusions()).toEqual([]);
    },
  );

  test.each(direct)('fault 54: gets no byte inside at %s', async (_attack, url) => {
    const { error, statusCode } = await post(url);
    expect(error).toMatch(/not on the public network|must/u);
    expect(error).not.toMatch(/leads to|v\.mp4|deadbeef/u);
    expect(statusCode).toBeUndefined();
    expect(await own.intrusions()).toEqual([]);
    expect(own.journal).toEqual([]);
  });

  test.each(redirects)('fault 54: gets no byte inside by %s', async (_attack, url) => {
    expect(await post(url)).toMatchObject({
      statusCode: 302,
      error: 'The receiver answered 302, and redirects are not followed',
    });
    expect(own.journal).toHaveLength(1);
    expect(await own.intrusions()).toEqual([]);
  });

  test('fault 54: gets no byte inside where its name flips to 127.0.0.1', async () => {
    expect(await post('https://flipping.test/hook')).not.toHaveProperty('error');
    const { error } = await post('https://flipping.test/hook');
    expect(error).toBe('The receiver gave no answer: its host is not on the public network');
    expect(await own.intrusions()).toEqual([]);
  });

  // Whether `localhost.` resolves differs between machines.
  const known = loopbackLiterals.filter((host) => host !== 'localhost.');
  test.each(known)('fault 54: gets no byte on the real network at %s', async (host) => {
    const webhooks = signedWebhooks({
      secrets: { signing: async () => [aSecret()] },
      places: { loopbackHttp: true },
      clock: systemClock,
      timeoutMs: 2_000,
    });
    const url = `https://${host}:${own.canary.port}/`;
    expect((await webhooks.post({ id: 'nt_1', url, body: '{}' })).error).toMatch(/^The address must/u);
    expect(await own.intrusions()).toEqual([]);
  });
});
