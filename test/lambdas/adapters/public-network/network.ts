import { createServer } from 'node:https';
import { isIP, isIPv6, Socket, type TcpNetConnectOpts } from 'node:net';
import type { Network } from '../../../../lambdas/adapters/public-network/public-connector.ts';
import { listening } from '../loopback-server.ts';
import { selfSigned } from '../runcomfy/self-signed.ts';
import { canary } from './canary.ts';
import { nameServer, type Zone } from './name-server.ts';

export const publicAddress = '93.184.215.14';
export const publicAddress6 = '2606:2800:21f:cb07:6820:80da:af6b:8b2c';

/**
 * A network inside this machine, for a guard to stand on: a server at the public addresses, and a canary at every
 * other there is. It connects to whatever it is told to: only the guard keeps anybody from the canary.
 */
export interface OwnNetwork {
  readonly network: Required<Network>;
  /** What the public server was asked for, as `host/path`. */
  readonly journal: string[];
  /** The names that certificates were held against. */
  readonly judged: string[];
  /** How many bytes came on each connection to a canary since this was last asked. */
  readonly intrusions: () => Promise<number[]>;
  readonly canary: { readonly address: string; readonly port: number };
  readonly publicServer: { readonly port: number };
  readonly close: () => Promise<void>;
}

export const ownNetwork = async (zone: Zone): Promise<OwnNetwork> => {
  const journal: string[] = [];
  const judged: string[] = [];
  const { key, cert } = selfSigned();
  const publicServer = await listening(
    createServer({ key, cert }, ({ url = '', headers: { host = '' } }, response) => {
      journal.push(`${host}${url}`);
      const location = /^\/to\/(?<target>[^?]+)/u.exec(url)?.groups?.['target'];
      if (location === undefined) response.writeHead(200, { 'content-type': 'video/mp4' }).end('a video');
      else response.writeHead(302, { location: decodeURIComponent(location) }).end();
    }),
  );
  const four = await canary('127.0.0.1');
  // A machine without IPv6 has no such address to be led to.
  const six = await canary('::1').catch(() => four);
  const canaries = [...new Set([four, six])];
  const names = await nameServer(zone);

  const reach = (socket: Socket, address: string): void => {
    const isPublic = address === publicAddress || address === publicAddress6;
    const inside = isIPv6(address) ? six : four;
    // A connection looks as if it led where it was dialled to.
    Object.defineProperty(socket, 'remoteAddress', { value: address });
    if (isPublic) socket.connect(publicServer.port, '127.0.0.1');
    else socket.connect(inside.port, inside.address);
  };
  const dial = ({ host = '', lookup, signal }: TcpNetConnectOpts): Socket => {
    const socket = new Socket({ signal });
    // As Node.js does it: no literal is looked up.
    if (isIP(host) !== 0) reach(socket, host);
    else {
      lookup?.(host, { all: true }, (_error, addresses) => {
        const [first = ''] = [addresses].flat();
        reach(socket, typeof first === 'string' ? first : first.address);
      });
    }
    return socket;
  };

  return {
    network: {
      lookup: names.lookup,
      dial,
      tls: {
        ca: cert,
        checkServerIdentity: (host) => {
          judged.push(host);
          return undefined;
        },
      },
    },
    journal,
    judged,
    intrusions: async () => (await Promise.all(canaries.map(({ visits }) => visits()))).flat(),
    canary: four,
    publicServer,
    close: async () => {
      await Promise.all([names, publicServer, ...canaries].map(({ close }) => close()));
    },
  };
};
