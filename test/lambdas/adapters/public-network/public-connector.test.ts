import { connect, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Agent, interceptors, request } from 'undici';
import {
  NotPublic,
  publicConnector,
  type PublicConnectorProps,
} from '../../../../lambdas/adapters/public-network/public-connector.ts';
import { deadPort } from '../loopback-server.ts';
import { attacks, controls, loopbackLiterals, zone } from './attacks.ts';
import { ownNetwork, publicAddress, publicAddress6, type OwnNetwork } from './network.ts';

type Dial = OwnNetwork['network']['dial'];

let own: OwnNetwork;
beforeAll(async () => {
  own = await ownNetwork(zone);
});
beforeEach(async () => {
  await own.intrusions();
  own.journal.length = 0;
  own.judged.length = 0;
});
afterAll(() => own.close());

const statusOf = async (url: string, props: PublicConnectorProps = own.network): Promise<number> => {
  const agent = new Agent({ connect: publicConnector({ timeoutMs: 5_000, ...props }) });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 3 }));
  try {
    const { statusCode, body } = await request(url, { dispatcher });
    await body.dump();
    return statusCode;
  } finally {
    await agent.destroy();
  }
};

describe('the public connector', () => {
  test.each(controls)('connects to %s', async (_control, url) => {
    expect(await statusOf(url)).toBe(200);
    expect(own.journal.at(-1)).toMatch(/\/v\.mp4$/u);
    expect(await own.intrusions()).toEqual([]);
  });

  test.each(attacks)('is not led inside by %s', async (_attack, url) => {
    await expect(statusOf(url)).rejects.toThrow(NotPublic);
    expect(await own.intrusions()).toEqual([]);
  });

  test('is not led inside by a name that flips between a public address and 127.0.0.1', async () => {
    const outcomes = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      outcomes.push(
        await statusOf('https://flipping.test/').catch((error: unknown) => error instanceof NotPublic),
      );
    }
    expect(outcomes).toEqual([200, true, 200, true, 200, true]);
    expect(await own.intrusions()).toEqual([]);
  });

  // Whether `localhost.` resolves differs between machines.
  const known = loopbackLiterals.filter((host) => host !== 'localhost.');
  test.each(known)('is not led to this machine by %s on the real network', async (host) => {
    await expect(statusOf(`https://${host}:${own.canary.port}/`, {})).rejects.toThrow(NotPublic);
    expect(await own.intrusions()).toEqual([]);
  });

  test('sends nothing where a connection turns out to lead elsewhere', async () => {
    const dial = () => connect(own.canary.port, own.canary.address);
    await expect(statusOf('https://public.test/', { ...own.network, dial })).rejects.toThrow(
      'public.test leads to 127.0.0.1, which is not public (loopback)',
    );
    expect(await own.intrusions()).toEqual([0]);
  });

  test.each([
    ['https://10.0.0.5/', '10.0.0.5 leads to 10.0.0.5, which is not public (private)'],
    ['https://mixed-last.test/', 'mixed-last.test leads to 10.0.0.5, which is not public (private)'],
    ['https://nowhere.test/', 'nowhere.test leads nowhere'],
    ['http://public.test/', 'public.test is not asked in the clear'],
  ])('says why it does not connect to %s', async (url, reason) => {
    await expect(statusOf(url)).rejects.toThrow(reason);
    expect(own.journal).toEqual([]);
  });

  test('hands Node.js every address that was judged, and no name to look up', async () => {
    const handed: unknown[] = [];
    const dial: Dial = ({ lookup, ...options }) => {
      const socket = connect({
        ...options,
        port: own.publicServer.port,
        lookup: (name, how, answer) => {
          lookup?.(name, how, (error, addresses) => {
            handed.push(addresses);
            answer(error, [{ address: '127.0.0.1', family: 4 }]);
          });
        },
      });
      return Object.defineProperty(socket, 'remoteAddress', { value: publicAddress });
    };
    expect(await statusOf('https://both.test/', { ...own.network, dial })).toBe(200);
    expect(handed).toEqual([
      [
        { address: publicAddress, family: 4 },
        { address: publicAddress6, family: 6 },
      ],
    ]);
  });

  test('dials the port it is asked for', async () => {
    const ports: unknown[] = [];
    const dial: Dial = (options) => {
      ports.push(options.port);
      return own.network.dial(options);
    };
    await statusOf('https://public.test/', { ...own.network, dial });
    await statusOf('https://public.test:8443/', { ...own.network, dial });
    expect(ports).toEqual([443, 8_443]);
  });
});

describe('TLS with a public host', () => {
  test.each([
    ['https://public.test/', 'public.test'],
    [`https://${publicAddress}/`, publicAddress],
  ])('at %s asks for a certificate of %s', async (url, host) => {
    await statusOf(url);
    expect(own.judged).toEqual([host]);
  });

  test('fails with a certificate that nobody vouches for', async () => {
    const { lookup, dial } = own.network;
    await expect(statusOf('https://public.test/', { lookup, dial })).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(own.journal).toEqual([]);
  });
});

describe('connecting in time', () => {
  const late = { code: 'UND_ERR_CONNECT_TIMEOUT' };

  test('is over although the name servers are silent, and nothing is dialled later', async () => {
    const lookup = async () => {
      await sleep(150);
      return [{ address: publicAddress, family: 4 }];
    };
    const dialled: unknown[] = [];
    const dial: Dial = (options) => {
      dialled.push(options.host);
      return own.network.dial(options);
    };
    const slow = { ...own.network, lookup, dial, timeoutMs: 50 };
    await expect(statusOf('https://public.test/', slow)).rejects.toMatchObject(late);
    await sleep(200);
    expect(dialled).toEqual([]);
  });

  test('is over although the host is silent, and nothing of it stays open', async () => {
    const sockets: Socket[] = [];
    const dial: Dial = ({ signal }) => {
      const socket = new Socket({ signal });
      sockets.push(socket);
      return socket;
    };
    const slow = { ...own.network, dial, timeoutMs: 50 };
    await expect(statusOf('https://public.test/', slow)).rejects.toMatchObject(late);
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  test('is over although the host never shakes hands, and nothing of it stays open', async () => {
    const dial: Dial = ({ signal }) => {
      const socket = connect({ port: own.canary.port, host: own.canary.address, signal });
      return Object.defineProperty(socket, 'remoteAddress', { value: publicAddress });
    };
    const slow = { ...own.network, dial, timeoutMs: 300 };
    await expect(statusOf('https://public.test/', slow)).rejects.toMatchObject(late);
    const [greetingBytes] = await own.intrusions();
    expect(greetingBytes).toBeGreaterThan(0);
  });

  test('fails as the network does', async () => {
    const port = await deadPort();
    const dial = () => connect(port, '127.0.0.1');
    await expect(statusOf('https://public.test/', { ...own.network, dial })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
