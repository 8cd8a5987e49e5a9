import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { secretsManagerSecrets } from '../../../../lambdas/adapters/secrets/provider-token.ts';
import { tokenPlaceholder } from '../../../../lambdas/contract/provider-token.ts';
import type { Secrets } from '../../../../lambdas/core/ports.ts';
import { AwsError, awsJsonServer, clientAt } from '../../../fakes/aws-json.ts';
import { secretsSuite } from '../../../ports/secrets-suite.ts';
import { loopbackServer, staysSilent, type Loopback } from '../loopback-server.ts';

const secretId = 'reshoot/test/token';

/** Secrets Manager with one secret; an error in the place of its value is answered as one. */
const secretsManager = async () => {
  const held: { value: string | AwsError } = { value: 'rc_first' };
  const server = await awsJsonServer(({ operation, input }) => {
    if (operation !== 'GetSecretValue' || input['SecretId'] !== secretId)
      throw new AwsError('ResourceNotFoundException');
    if (held.value instanceof AwsError) throw held.value;
    return { Name: secretId, SecretString: held.value };
  });
  const secrets = (): Secrets => {
    const awsSdkV3Client = new SecretsManagerClient(clientAt(server));
    return secretsManagerSecrets({ secretId, provider: new SecretsProvider({ awsSdkV3Client }) });
  };
  return { held, server, secrets };
};

secretsSuite('in Secrets Manager', async () => {
  const { held, server, secrets } = await secretsManager();
  return {
    secrets,
    put: async (value) => {
      held.value = value;
    },
    close: server.close,
  };
});

describe('the provider token in Secrets Manager', () => {
  let held: { value: string | AwsError };
  let server: Loopback;
  let secrets: Secrets;
  beforeEach(async () => {
    const manager = await secretsManager();
    ({ held, server } = manager);
    secrets = manager.secrets();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await server.close();
  });

  const later = (seconds: number) => {
    const then = Date.now() + seconds * 1_000;
    jest.spyOn(Date, 'now').mockImplementation(() => then);
  };
  const down = new AwsError('InternalServiceError', 500);

  it('is read once in five minutes, however often it is wanted', async () => {
    for (let times = 0; times < 100; times += 1) await secrets.providerToken();
    expect(server.journal).toHaveLength(1);
    held.value = 'rc_second';
    later(299);
    expect(await secrets.providerToken()).toBe('rc_first');
    later(3);
    expect(await secrets.providerToken()).toBe('rc_second');
    expect(server.journal).toHaveLength(2);
  });

  it('fault 65: is the last one known while Secrets Manager is down, however long that takes', async () => {
    await secrets.providerToken();
    held.value = down;
    later(100);
    expect(await secrets.providerToken()).toBe('rc_first');
    later(86_400);
    expect(await secrets.providerToken()).toBe('rc_first');
    expect(await secrets.providerToken(true)).toBe('rc_first');
    held.value = 'rc_second';
    later(61);
    expect(await secrets.providerToken()).toBe('rc_second');
  });

  it('fault 65: does not ask for it with every call while Secrets Manager is down', async () => {
    await secrets.providerToken();
    held.value = down;
    later(301);
    await secrets.providerToken();
    const asked = server.journal.length;
    for (let times = 0; times < 20; times += 1) expect(await secrets.providerToken()).toBe('rc_first');
    expect(server.journal).toHaveLength(asked);
  });

  it('fault 65: fails on a cold start while Secrets Manager is down, and is there as soon as that is back', async () => {
    held.value = down;
    await expect(secrets.providerToken()).rejects.toMatchObject({ name: 'GetParameterError' });
    expect(server.journal).toHaveLength(3);
    held.value = 'rc_first';
    expect(await secrets.providerToken()).toBe('rc_first');
  });

  it('fails on a cold start where nobody answers at all', async () => {
    await server.close();
    await expect(secrets.providerToken()).rejects.toMatchObject({ name: 'GetParameterError' });
  });

  it('says how to put it there where a new stack has its placeholder, and is there as soon as it was put', async () => {
    held.value = tokenPlaceholder;
    await expect(secrets.providerToken()).rejects.toThrow(
      `There is no provider token yet: aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string TOKEN`,
    );
    held.value = 'rc_first';
    expect(await secrets.providerToken()).toBe('rc_first');
  });

  it('says what is wrong with a secret that is not the bare token', async () => {
    held.value = '{"token":"rc_first"}';
    await expect(secrets.providerToken()).rejects.toThrow(
      'The secret holds something other than the bare provider token',
    );
  });

  it('is not served from before once it was taken away, even while Secrets Manager is down', async () => {
    await secrets.providerToken();
    held.value = tokenPlaceholder;
    await expect(secrets.providerToken(true)).rejects.toMatchObject({ name: 'NoProviderToken' });
    held.value = down;
    await expect(secrets.providerToken()).rejects.toMatchObject({ name: 'GetParameterError' });
  });

  it('fault 65: is given up where Secrets Manager never answers, while there is time left to send', async () => {
    const silent = await loopbackServer(staysSilent);
    const environment = {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: silent.origin,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIAFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake',
    };
    const before = { ...process.env };
    Object.assign(process.env, environment);
    const started = performance.now();
    await expect(secretsManagerSecrets({ secretId }).providerToken()).rejects.toMatchObject({
      name: 'GetParameterError',
    });
    expect(performance.now() - started).toBeLessThan(10_000);
    for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
    expect(silent.journal).toHaveLength(2);
    await silent.close();
  });
});
