import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@smithy/types';
import { editSchema, type EditBody } from '../../lambdas/contract/edit.ts';
import { eventSchema, type ReshootEvent } from '../../lambdas/contract/events.ts';
import { everyEventSchema, type EveryEvent } from '../../lambdas/contract/every-event.ts';
import { rejectedType, type RejectedEvent } from '../../lambdas/contract/inbox.ts';
import { mustBePublished } from '../fakes/published-events.ts';
import { signedApi, type Api } from './api.ts';
import { deploy } from './cdk.ts';
import { cache, type MiniStack } from './ministack.ts';

/** How a client of the AWS SDK finds the emulator, as the account's root. */
export const clientOf = ({ endpoint, region }: MiniStack) => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

export interface Outputs {
  readonly ApiUrl: string;
  readonly ResultsBucket: string;
  readonly EditsTable: string;
  readonly DeliveriesTable: string;
  readonly EventBus: string;
  readonly StateMachineArn: string;
  readonly ProviderTokenSecret: string;
  readonly WebhookSecret: string;
  readonly UndeliveredWebhooks: string;
  readonly RecoveryDeadLetters: string;
  readonly AlarmTopic: string;
  readonly Inbox: string;
}

export interface StageProps {
  readonly stage: string;
  readonly settings: object;
  /** The command that synthesises it. @default the project's own */
  readonly command?: string;
}

/** What `cdk` is told about a stage. */
export const contextOf = async ({ stage, settings }: StageProps): Promise<Record<string, string>> => {
  const file = join(cache, 'settings', `${stage}.json`);
  await mkdir(join(cache, 'settings'), { recursive: true });
  await writeFile(file, JSON.stringify(settings));
  return { stage, settings: file };
};

export const deployStage = async (emulator: MiniStack, props: StageProps): Promise<Outputs> => {
  const { stage, command } = props;
  const context = await contextOf(props);
  const outputs = await deploy(emulator, { context, ...(command === undefined ? {} : { command }) });
  return outputs[`Reshoot-${stage}`] as unknown as Outputs;
};

export const putToken = async (
  emulator: MiniStack,
  outputs: Pick<Outputs, 'ProviderTokenSecret'>,
  token: string,
): Promise<void> => {
  await new SecretsManagerClient(clientOf(emulator)).send(
    new PutSecretValueCommand({ SecretId: outputs.ProviderTokenSecret, SecretString: token }),
  );
};

/** The API of a stage, called in a role that may invoke it and nothing else. */
export const callerInRole = async (
  emulator: MiniStack,
  outputs: Pick<Outputs, 'ApiUrl'>,
  role: string,
): Promise<Api> => signedApi(emulator, outputs.ApiUrl, await credentialsIn(emulator, role));

/** Of a new role that may invoke APIs and nothing else. */
export const credentialsIn = async (emulator: MiniStack, role: string): Promise<AwsCredentialIdentity> => {
  const iam = new IAMClient(clientOf(emulator));
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: role,
      AssumeRolePolicyDocument: policy('sts:AssumeRole', {
        Principal: { AWS: `arn:aws:iam::${emulator.account}:root` },
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: role,
      PolicyName: 'call',
      PolicyDocument: policy('execute-api:Invoke', { Resource: '*' }),
    }),
  );
  return credentialsOf(emulator, Role?.Arn ?? '', `session-of-${role}`);
};

/** Of a role that the account itself may assume. */
export const credentialsOf = async (
  emulator: MiniStack,
  roleArn: string,
  session: string,
): Promise<AwsCredentialIdentity> => {
  const { credentials: masterCredentials, ...clientConfig } = clientOf(emulator);
  const params = { RoleArn: roleArn, RoleSessionName: session };
  return fromTemporaryCredentials({ masterCredentials, clientConfig, params })();
};

const policy = (action: string, rest: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, ...rest }] });

export interface Listener {
  /** Waits for the event of this type about this edit. */
  heard(editId: string, type: string): Promise<ReshootEvent>;
  /** Waits until this file of the inbox is rejected. */
  rejected(key: string): Promise<RejectedEvent>;
  /** All about edits so far, in the order in which they came. */
  all(): Promise<readonly ReshootEvent[]>;
}

/** A rule on the stage's bus, as a user would make one, with a queue for its target. */
export const listenTo = async (emulator: MiniStack, busName: string): Promise<Listener> => {
  const sqs = new SQSClient(clientOf(emulator));
  const bridge = new EventBridgeClient(clientOf(emulator));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `heard-on-${busName}` }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await bridge.send(
    new PutRuleCommand({
      Name: 'everything',
      EventBusName: busName,
      EventPattern: JSON.stringify({ source: ['reshoot'] }),
    }),
  );
  await bridge.send(
    new PutTargetsCommand({
      Rule: 'everything',
      EventBusName: busName,
      Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }],
    }),
  );
  const events: EveryEvent[] = [];
  const receive = async (): Promise<number> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return 0;
    for (const { Body = '' } of Messages) {
      const event: unknown = JSON.parse(Body);
      mustBePublished(event);
      events.push(everyEventSchema.parse(event));
    }
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: Messages.map(({ ReceiptHandle }, place) => ({ Id: String(place), ReceiptHandle })),
      }),
    );
    return Messages.length;
  };
  const waitFor = async <Found>(find: () => Found | undefined, what: string): Promise<Found> => {
    for (let tries = 0; tries < 30; tries += 1) {
      const found = find();
      if (found !== undefined) return found;
      await receive();
    }
    throw new Error(`Nothing was heard of ${what}`);
  };
  return {
    all: async () => {
      while ((await receive()) > 0);
      return events.filter(isOfEdit);
    },
    heard: async (editId, type) =>
      waitFor(
        () =>
          events
            .filter(isOfEdit)
            .find((event) => event.detail.edit.edit_id === editId && event['detail-type'] === type),
        `${type} about ${editId}`,
      ),
    rejected: async (key) =>
      waitFor(
        () => events.filter(isRejected).find((event) => event.detail.origin.key === key),
        `the rejection of ${key}`,
      ),
  };
};

const isRejected = (event: EveryEvent): event is RejectedEvent => event['detail-type'] === rejectedType;
const isOfEdit = (event: EveryEvent): event is ReshootEvent => eventSchema.safeParse(event).success;

/** Submits an edit through the API. @throws Error unless the answer is one of `expected` */
export const submit = async (
  api: Api,
  body: object,
  { key, expected = [202] }: { key?: string; expected?: readonly number[] } = {},
): Promise<EditBody> => {
  const answer = await api('/v1/edits', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!expected.includes(answer.status)) throw new Error(`${answer.status} ${text}`);
  return editSchema.parse(JSON.parse(text));
};

export const read = async (api: Api, editId: string): Promise<EditBody> =>
  editSchema.parse(await (await api(`/v1/edits/${editId}`)).json());

/** Reads an edit until it is as wished. @throws Error where it never is, within a minute and a half */
export const until = async (
  api: Api,
  editId: string,
  wished: (edit: EditBody) => boolean,
): Promise<EditBody> => {
  let edit = await read(api, editId);
  for (let tries = 0; tries < 300 && !wished(edit); tries += 1) {
    await setTimeout(300);
    edit = await read(api, editId);
  }
  if (!wished(edit)) throw new Error(`It came to ${JSON.stringify(edit)}`);
  return edit;
};

const ends = ['completed', 'failed', 'cancelled', 'uncertain'];

export const untilEnded = async (api: Api, editId: string): Promise<EditBody> =>
  until(api, editId, ({ status }) => ends.includes(status));
