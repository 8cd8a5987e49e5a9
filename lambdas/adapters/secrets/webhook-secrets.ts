import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { NoWebhookSecret } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { WebhookSecrets } from '../../core/webhooks.ts';
import { usableSecret } from '../webhooks/signing.ts';

export interface SecretsManagerWebhookSecretsProps {
  readonly secretId: string;
  /** For how long after a rotation the secret before signs, too. */
  readonly overlapHours: number;
  readonly clock: Pick<Clock, 'now'>;
  /** @default - one of its own, that gives up after some 6 s */
  readonly client?: SecretsManagerClient | undefined;
}

const maxAgeMs = 300_000;

// While Secrets Manager is down, most calls should not have to wait until it is found to be.
const restMs = 60_000;

/**
 * What webhooks are signed with, in Secrets Manager, read every five minutes; what was read last serves while the
 * service is down.
 * @throws NoWebhookSecret where there is no usable one
 * @throws SecretsManagerServiceException where none was read yet and the service is down: asking again may help
 */
export const secretsManagerWebhookSecrets = ({
  secretId,
  overlapHours,
  clock,
  client = ownClient(),
}: SecretsManagerWebhookSecretsProps): WebhookSecrets => {
  let last: readonly string[] | undefined;
  let freshUntil = -Infinity;

  const read = async (): Promise<readonly string[]> => {
    const current = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    const secret = usableSecret(current.SecretString);
    if (secret === undefined) throw new NoWebhookSecret(`${secretId} holds no webhook secret: put one there`);
    const rotatedAt = current.CreatedDate?.getTime() ?? 0;
    if (clock.now() - rotatedAt >= overlapHours * 3_600_000) return [secret];
    const before = await previous();
    return before === undefined ? [secret] : [secret, before];
  };

  const previous = async (): Promise<string | undefined> => {
    try {
      const { SecretString: text } = await client.send(
        new GetSecretValueCommand({ SecretId: secretId, VersionStage: 'AWSPREVIOUS' }),
      );
      return usableSecret(text);
    } catch (error) {
      // It was never rotated.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };

  return {
    signing: async () => {
      if (last !== undefined && clock.now() < freshUntil) return last;
      try {
        last = await read();
        freshUntil = clock.now() + maxAgeMs;
      } catch (error) {
        if (last === undefined || error instanceof NoWebhookSecret) throw error;
        freshUntil = clock.now() + restMs;
      }
      return last;
    },
  };
};

const ownClient = (): SecretsManagerClient =>
  new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
