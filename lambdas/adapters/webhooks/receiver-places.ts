import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { isLoopback } from '../../contract/urls.ts';
import type { Callbacks } from '../../core/webhooks.ts';
import {
  NotPublic,
  publicAddresses,
  publicConnector,
  withinTime,
  type Network,
} from '../public-network/public-connector.ts';
import { publicHttps } from '../public-network/public-https.ts';
import { buildConnector } from '../undici.ts';

/** Where receivers may be. */
export interface ReceiverPlaces {
  /** `http://` on this machine, too. */
  readonly loopbackHttp: boolean;
  /** @default - the one this machine is on */
  readonly network?: Network | undefined;
}

const isOnThisMachine = (url: URL, { loopbackHttp }: ReceiverPlaces): boolean =>
  loopbackHttp && url.protocol === 'http:' && isLoopback(url) && url.username + url.password === '';

/** Why nothing is sent to `url`, as far as it says itself, or undefined if it may be. */
export const placeFault = (url: URL, places: ReceiverPlaces): string | undefined =>
  isOnThisMachine(url, places) ? undefined : publicHttps(url);

/** How to connect to `url`: only this machine is reached unguarded, and only where it may be. */
export const connectorTo = (url: URL, places: ReceiverPlaces, timeoutMs: number): buildConnector.connector =>
  isOnThisMachine(url, places)
    ? buildConnector({ timeout: timeoutMs, allowH2: false })
    : publicConnector({ ...places.network, timeoutMs });

const lookupMs = 5_000;

/** Looks where receivers are before anything is recorded for them. Each attempt looks again. */
export const publicCallbacks = (places: ReceiverPlaces): Callbacks => ({
  fault: async (address) => {
    if (!URL.canParse(address)) return 'must be a URL';
    const url = new URL(address);
    const fault = placeFault(url, places);
    if (fault !== undefined || isOnThisMachine(url, places)) return fault;
    return hostFault(url.hostname.replace(/^\[|\]$/gu, ''), places.network?.lookup);
  },
});

const hostFault = async (
  hostname: string,
  lookup: ((hostname: string) => Promise<readonly LookupAddress[]>) | undefined,
): Promise<string | undefined> => {
  if (isIP(hostname) !== 0) return undefined;
  try {
    await withinTime(lookupMs, async () => publicAddresses(hostname, lookup));
    return undefined;
  } catch (error) {
    // Which addresses they are is nobody's business.
    return error instanceof NotPublic
      ? `must be on the public network, and ${hostname} is not`
      : `must be found by its name, and ${hostname} is not`;
  }
};
