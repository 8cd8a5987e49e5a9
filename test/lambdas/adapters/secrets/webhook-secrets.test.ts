import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, it } from '@jest/globals';
import { secretsManagerWebhookSecrets } from '../../../../lambdas/adapters/secrets/webhook-secrets.ts';
import { NoWebhookSecret } from '../../../../lambdas/core/errors.ts';
import { AwsError, awsJsonServer, clientAt } from '../../../fakes/aws-json.ts';
import { fakeClock } from '../../../fakes/clock.ts';
import type { Loopback } from '../loopback-server.ts';

const [first, second] = ['first'.padEnd(44, 'A'), 'second'.padEnd(44, 'B')];
const start = 1_750_000_000_000;
const hour = 3_600_000;

interface Version {
  readonly value: string;
  readonly at: number;
}

let server: Loopback;
afterEach(async () => {
  await server.close();
});

/** Secrets Manager with one secret, which every put gives another version. */
const aStore = async () => {
  const versions: Version[] = [];
  const state = { down: false };
  server = await awsJsonServer(({ operation, input }) => {
    if (operation !== 'GetSecretValue' || input['SecretId'] !== 'hooks')
      throw new AwsError('InvalidRequestException');
    if (state.down) throw new AwsError('InternalServiceError', 500);
    const version = versions.at(input['VersionStage'] === 'AWSPREVIOUS' ? -2 : -1);
    if (version === undefined) throw new AwsError('ResourceNotFoundException');
    return { SecretString: version.value, CreatedDate: version.at / 1_000 };
  });
  const clock = fakeClock(start);
  const client = new SecretsManagerClient({ ...clientAt(server), maxAttempts: 1 });
  return {
    clock,
    state,
    asked: () => server.journal.length,
    put: (value: string) => versions.push({ value, at: clock.now() }),
    secrets: () => secretsManagerWebhookSecrets({ secretId: 'hooks', overlapHours: 24, clock, client }),
  };
};

describe('the webhook secrets in Secrets Manager', () => {
  it('are the one there is, where it was never rotated', async () => {
    const store = await aStore();
    store.put(`whsec_${first}`);
    expect(await store.secrets().signing()).toEqual([first]);
  });

  it('fault 56: are both for a day after a rotation, the new one first, and then the new one alone', async () => {
    const store = await aStore();
    store.put(first);
    store.clock.advance(100 * hour);
    store.put(second);
    const secrets = store.secrets();
    expect(await secrets.signing()).toEqual([second, first]);
    store.clock.advance(24 * hour - 1);
    expect(await secrets.signing()).toEqual([second, first]);
    store.clock.advance(hour);
    expect(await secrets.signing()).toEqual([second]);
  });

  it('fault 56: are those of a rotation within five minutes', async () => {
    const store = await aStore();
    store.put(first);
    store.clock.advance(100 * hour);
    const secrets = store.secrets();
    expect(await secrets.signing()).toEqual([first]);
    store.put(second);
    store.clock.advance(300_000);
    expect(await secrets.signing()).toEqual([second, first]);
  });

  it('are read every five minutes', async () => {
    const store = await aStore();
    store.put(first);
    store.clock.advance(100 * hour);
    const secrets = store.secrets();
    for (let times = 0; times < 100; times += 1) await secrets.signing();
    expect(store.asked()).toBe(1);
    store.clock.advance(300_000);
    await secrets.signing();
    expect(store.asked()).toBe(2);
  });

  it('fault 65: are those read last while the service is down, which is not asked every time', async () => {
    const store = await aStore();
    store.put(first);
    store.clock.advance(100 * hour);
    const secrets = store.secrets();
    await secrets.signing();
    store.state.down = true;
    store.clock.advance(300_000);
    for (let times = 0; times < 10; times += 1) expect(await secrets.signing()).toEqual([first]);
    expect(store.asked()).toBe(2);
    store.state.down = false;
    store.put(second);
    store.clock.advance(60_000);
    expect(await secrets.signing()).toEqual([second, first]);
  });

  it('fault 65: fail where none was read yet and the service is down', async () => {
    const store = await aStore();
    store.put(first);
    store.state.down = true;
    const secrets = store.secrets();
    await expect(secrets.signing()).rejects.toThrow('InternalServiceError');
    store.state.down = false;
    expect(await secrets.signing()).toEqual([first]);
  });

  it.each(['', 'password', '{"key":"value"}'])('fail as %j, and tell nothing of it', async (value) => {
    const store = await aStore();
    store.put(value);
    const failure = store.secrets().signing();
    await expect(failure).rejects.toThrow(NoWebhookSecret);
    await expect(failure).rejects.toThrow('hooks holds no webhook secret: put one there');
  });

  it('leave out one before that is none', async () => {
    const store = await aStore();
    store.put('password');
    store.put(second);
    expect(await store.secrets().signing()).toEqual([second]);
  });
});
