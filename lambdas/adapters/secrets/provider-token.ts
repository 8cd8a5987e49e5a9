import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { tokenPlaceholder } from '../../contract/provider-token.ts';
import type { Secrets } from '../../core/ports.ts';

export interface SecretsManagerSecretsProps {
  readonly secretId: string;
  /** @default - one with a client of its own */
  readonly provider?: SecretsProvider | undefined;
}

const maxAge = 300;

/** The provider's token in Secrets Manager; the last one read serves while the service is down. */
export const secretsManagerSecrets = ({
  secretId,
  provider = new SecretsProvider(),
}: SecretsManagerSecretsProps): Secrets => {
  let last: string | undefined;
  return {
    providerToken: async (fresh = false) => {
      try {
        const value = await provider.get(secretId, { maxAge, forceFetch: fresh });
        last = tokenIn(value, secretId);
        return last;
      } catch (error) {
        if (last !== undefined) return last;
        throw error;
      }
    },
  };
};

const tokenIn = (value: unknown, secretId: string): string => {
  const token = typeof value === 'string' ? value.trim() : '';
  if (token !== '' && token !== tokenPlaceholder) return token;
  throw new Error(
    `There is no token yet: aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string TOKEN`,
  );
};
