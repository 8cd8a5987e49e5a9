import { isLoopback } from '../../contract/urls.ts';
import { publicConnector, type Network } from '../public-network/public-connector.ts';
import { publicHttps } from '../public-network/public-https.ts';
import { buildConnector } from '../undici.ts';

/** Where something may be fetched from, which decides on how to connect: only this machine is reached unguarded. */
export type Places =
  | {
      /** https from hosts that are one of `hosts` or end in a dot and one of them. */
      readonly kind: 'public';
      /** @default - every host */
      readonly hosts?: readonly string[] | undefined;
      /** @default - the one this machine is on */
      readonly network?: Network | undefined;
    }
  | {
      /** Exactly these origins, such as `http://127.0.0.1:4000`, and only on this machine. */
      readonly kind: 'loopback';
      readonly origins: readonly string[];
    };

/** Where an input of an edit may be fetched from: whoever is led to this machine from elsewhere is not let in. */
export const placesOfInput = (
  url: URL,
  { loopbackHttp, network }: { readonly loopbackHttp: boolean; readonly network?: Network | undefined },
): Places =>
  loopbackHttp && url.protocol === 'http:' && isLoopback(url)
    ? { kind: 'loopback', origins: [url.origin] }
    : { kind: 'public', network };

export const allowsPlace = (places: Places, url: URL): boolean => {
  switch (places.kind) {
    case 'public':
      return (
        publicHttps(url) === undefined &&
        (places.hosts === undefined ||
          places.hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`)))
      );
    case 'loopback':
      return isLoopback(url) && places.origins.includes(url.origin) && url.username + url.password === '';
  }
};

export const connectorTo = (places: Places, timeoutMs: number): buildConnector.connector => {
  switch (places.kind) {
    case 'public':
      return publicConnector({ ...places.network, timeoutMs });
    case 'loopback':
      return buildConnector({ timeout: timeoutMs, allowH2: false });
  }
};
