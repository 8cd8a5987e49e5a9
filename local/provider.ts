import { mediaDownloads } from '../lambdas/adapters/media/media-downloads.ts';
import { runcomfyProvider } from '../lambdas/adapters/runcomfy/provider.ts';
import type { ProviderName } from '../lambdas/contract/account.ts';
import { isLoopback, localUrls, type UrlPolicy } from '../lambdas/contract/urls.ts';
import type { Downloads, Log } from '../lambdas/core/ports.ts';
import type { Provider } from '../lambdas/core/provider.ts';
import { CannotStart, firstLine } from './errors.ts';
import { startStandIn } from './stand-in/stand-in.ts';
import { standInToken } from './stand-in/token.ts';

/** Who makes the edits: the stand-in inside this process, a provider at an address, or RunComfy itself. */
export type ProviderChoice =
  | {
      readonly kind: 'stand-in';
      readonly dataFolder: string;
      readonly queueSeconds: number;
      readonly runSeconds: number;
    }
  | { readonly kind: 'address'; readonly url: string; readonly token: string }
  | { readonly kind: 'live'; readonly token: string };

/** Whose requests the edits are. */
export const providerNameOf = ({ kind }: ProviderChoice): ProviderName =>
  kind === 'live' ? 'RunComfy' : 'a stand-in';

export interface ConnectedProvider {
  readonly name: string;
  readonly provider: Provider;
  readonly downloads: Downloads;
  readonly urls: UrlPolicy;
  close(): Promise<void>;
}

const liveUrl = 'https://model-api.runcomfy.net';
const liveBalanceUrl = 'https://api.runcomfy.net';
const outputBytes = 2 * 1_024 ** 3;

export const connectProvider = async (choice: ProviderChoice, log: Log): Promise<ConnectedProvider> => {
  switch (choice.kind) {
    case 'stand-in': {
      const { dataFolder, queueSeconds, runSeconds } = choice;
      const standIn = await startStandIn({
        port: 0,
        dataFolder,
        queueSeconds,
        runSeconds,
        token: standInToken,
      });
      return {
        ...atAddress(standIn.url, standInToken, log),
        name: 'the stand-in, in this process',
        close: async () => standIn.close(),
      };
    }
    case 'address':
      return atAddress(choice.url, choice.token, log);
    case 'live': {
      const secrets = { providerToken: async () => choice.token };
      return {
        name: `RunComfy (${liveUrl})`,
        provider: runcomfyProvider({ baseUrl: liveUrl, balanceUrl: liveBalanceUrl, secrets, log }),
        downloads: mediaDownloads({
          places: { kind: 'public', hosts: ['runcomfy.net'] },
          maxBytes: outputBytes,
        }),
        // What RunComfy cannot reach would be billed all the same: nothing on this machine is.
        urls: { s3: false, loopbackHttp: false },
        close: async () => undefined,
      };
    }
  }
};

const atAddress = (url: string, token: string, log: Log): ConnectedProvider => {
  if (!URL.canParse(url)) throw new CannotStart(`--provider must be a URL, and is ${url}`);
  const { origin, hostname } = new URL(url);
  return {
    name: origin,
    provider: providerAt(origin, token, log),
    downloads: mediaDownloads({
      places: isLoopback(new URL(url))
        ? { kind: 'loopback', origins: [origin] }
        : { kind: 'public', hosts: [hostname] },
      maxBytes: outputBytes,
    }),
    urls: localUrls,
    close: async () => undefined,
  };
};

const providerAt = (origin: string, token: string, log: Log): Provider => {
  try {
    return runcomfyProvider({ baseUrl: origin, secrets: { providerToken: async () => token }, log });
  } catch (cause) {
    throw new CannotStart(`--provider cannot be ${origin}: ${firstLine(cause)}`, { cause });
  }
};
