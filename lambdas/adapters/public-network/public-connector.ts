import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { buildConnector, errors } from '../undici.ts';
import { isPublicAddress, rangeOf } from './public-address.ts';

/** What lies below the guard. Nothing of it can let a connection past. */
export interface Network {
  /** Finds every address of a name. @default - as the machine does */
  readonly lookup?: ((hostname: string) => Promise<readonly LookupAddress[]>) | undefined;
  /** Opens a connection to addresses that were found public. @default - over TCP */
  readonly dial?: ((options: TcpNetConnectOpts) => Socket) | undefined;
  /** How a server's certificate is judged. @default - by the authorities Node.js knows, for the name asked for */
  readonly tls?: Pick<ConnectionOptions, 'ca' | 'checkServerIdentity'> | undefined;
}

export interface PublicConnectorProps extends Network {
  /** To find the host, connect and shake hands. @default 10000 */
  readonly timeoutMs?: number | undefined;
}

/** A host that is not, or not only, on the public network. Its message tells addresses: it is for our own eyes. */
export class NotPublic extends Error {
  override readonly name = 'NotPublic';
}

/**
 * Connects undici over https to the public network and to nothing else, whatever was asked for and whatever names
 * resolve to. A refused host receives no byte.
 */
export const publicConnector = (props: PublicConnectorProps = {}): buildConnector.connector => {
  const { lookup = everyAddress, dial = connect, tls, timeoutMs = 10_000 } = props;
  const secure = buildConnector({ ...tls, allowH2: false, timeout: timeoutMs });

  const open = async (options: buildConnector.Options, signal: AbortSignal): Promise<Socket> => {
    const { hostname, port, protocol } = options;
    if (protocol !== 'https:') throw new NotPublic(`${hostname} is not asked in the clear`);
    const addresses = await publicAddresses(hostname, lookup);
    signal.throwIfAborted();
    const socket = dial({
      host: hostname,
      port: Number(port || 443),
      // The name is not looked up again: another answer could follow the one that was judged.
      lookup: (_hostname, _options, answer) => {
        answer(null, addresses);
      },
      autoSelectFamily: true,
      signal,
    });
    await once(socket, 'connect');
    try {
      refuseUnlessPublic(hostname, socket.remoteAddress ?? 'nowhere');
      return await secured(secure, { ...options, httpSocket: socket });
    } catch (error) {
      socket.destroy();
      throw error;
    }
  };

  return (options, callback) => {
    withinTime(timeoutMs, (signal) => open(options, signal)).then(
      (socket) => {
        callback(null, socket);
      },
      (error: unknown) => {
        callback(error as Error, null);
      },
    );
  };
};

const everyAddress = (hostname: string): Promise<LookupAddress[]> => systemLookup(hostname, { all: true });

/** Every address of a host. @throws NotPublic where one of them is not, or there is none */
export const publicAddresses = async (
  hostname: string,
  lookup: NonNullable<Network['lookup']> = everyAddress,
): Promise<LookupAddress[]> => {
  // Node.js looks up no literal: a guard in the look-up alone would never see one.
  const family = isIP(hostname);
  if (family !== 0) {
    refuseUnlessPublic(hostname, hostname);
    return [{ address: hostname, family }];
  }
  const addresses = await lookup(hostname);
  if (addresses.length === 0) throw new NotPublic(`${hostname} leads nowhere`);
  // Any of them may be connected to.
  for (const { address } of addresses) refuseUnlessPublic(hostname, address);
  return [...addresses];
};

const refuseUnlessPublic = (hostname: string, address: string): void => {
  if (isPublicAddress(address)) return;
  throw new NotPublic(`${hostname} leads to ${address}, which is not public (${rangeOf(address)})`);
};

const secured = (connector: buildConnector.connector, options: buildConnector.Options): Promise<Socket> => {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  connector(options, (...[error, socket]) => {
    if (error) reject(error);
    else resolve(socket);
  });
  return promise;
};

/** @throws ConnectTimeoutError where it is not done by then */
export const withinTime = async <T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = new AbortController();
  const timer = setTimeout(() => {
    reject(new errors.ConnectTimeoutError(`No connection within ${timeoutMs} ms`));
    stop.abort();
  }, timeoutMs);
  try {
    return await Promise.race([work(stop.signal), late]);
  } finally {
    clearTimeout(timer);
  }
};
