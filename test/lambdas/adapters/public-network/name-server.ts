import { createSocket } from 'node:dgram';
import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { decode, encode, RECURSION_DESIRED, type StringAnswer } from 'dns-packet';

/** What each name leads to: a list of addresses for each time it is asked for, over and over. */
export type Zone = Readonly<Partial<Record<string, readonly (readonly string[])[]>>>;

export interface NameServer {
  /** Asks this server and no other, without a memory. */
  readonly lookup: (hostname: string) => Promise<LookupAddress[]>;
  readonly close: () => Promise<void>;
}

export const nameServer = async (zone: Zone): Promise<NameServer> => {
  const times = new Map<string, number>();
  const answersTo = (name: string, type: 'A' | 'AAAA'): StringAnswer[] => {
    const turns = zone[name] ?? [];
    const time = times.get(`${type} ${name}`) ?? 0;
    times.set(`${type} ${name}`, time + 1);
    return (turns[time % turns.length] ?? [])
      .filter((address) => isIPv6(address) === (type === 'AAAA'))
      .map((data) => ({ name, type, ttl: 0, data }));
  };

  const server = createSocket('udp4');
  server.on('message', (message, asker) => {
    const { id = 0, questions = [] } = decode(message);
    const answers = questions.flatMap(({ name, type }) =>
      type === 'A' || type === 'AAAA' ? answersTo(name.toLowerCase(), type) : [],
    );
    const answer = encode({ type: 'response', id, flags: RECURSION_DESIRED, questions, answers });
    server.send(answer, asker.port, asker.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');

  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  return {
    lookup: async (hostname) => {
      const [four, six] = await Promise.all([
        resolver.resolve4(hostname).catch(noneOf),
        resolver.resolve6(hostname).catch(noneOf),
      ]);
      return [
        ...four.map((address) => ({ address, family: 4 })),
        ...six.map((address) => ({ address, family: 6 })),
      ];
    },
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
};

const noneOf = (error: unknown): string[] => {
  if ((error as NodeJS.ErrnoException).code === 'ENODATA') return [];
  throw error;
};
