import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { tokenPlaceholder } from '../../contract/provider-token.ts';
import { NoProviderToken } from '../../core/errors.ts';
import type { Secrets } from '../../core/ports.ts';

export interface SecretsManagerSecretsProps {
  readonly secretId: string;
  /** @default - one with a client of its own, that gives up after some 6 s */
  readonly provider?: SecretsProvider | undefined;
}

const maxAgeSeconds = 300;

// While Secrets Manager is down, most calls should not have to wait until it is found to be.
const restMs = 60_000;

/**
 * The provider's token in Secrets Manager, read every five minutes; the last one read serves while the service is down.
 * @throws NoProviderToken where nobody has put one
 * @throws GetParameterError where none was read yet and the service is down: asking again may help
 */
export const secretsManagerSecrets = ({
  secretId,
  provider = ownProvider(),
}: SecretsManagerSecretsProps): Secrets => {
  let last: string | undefined;
  let restUntil = 0;

  const read = async (fresh: boolean): Promise<unknown> => {
    if (!fresh && last !== undefined && Date.now() < restUntil) return last;
    try {
      // Until there is a token, somebody may put it there at any moment.
      return await provider.get(secretId, { maxAge: maxAgeSeconds, forceFetch: fresh || last === undefined });
    } catch (error) {
      if (last === undefined) throw error;
      restUntil = Date.now() + restMs;
      return last;
    }
  };

  return {
    providerToken: async (fresh = false) => {
      const value = await read(fresh);
      // One that was taken away must not serve again.
      last = undefined;
      last = tokenIn(value, secretId);
      return last;
    },
  };
};

const ownProvider = (): SecretsProvider =>
  new SecretsProvider({
    clientConfig: {
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    },
  });

// What cannot stand in a header would fail each call with an error that blames the header.
const tokenIn = (value: unknown, secretId: string): string => {
  const token = typeof value === 'string' ? value.trim() : '';
  const why =
    token === '' || token === tokenPlaceholder
      ? 'There is no provider token yet'
      : /^\{|[^\x21-\x7e]/u.test(token) && 'The secret holds something other than the bare provider token';
  if (why === false) return token;
  throw new NoProviderToken(
    `${why}: aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string TOKEN`,
  );
};
