import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as events from '@aws-sdk/client-eventbridge';
import * as s3api from '@aws-sdk/client-s3';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as stepfunctions from '@aws-sdk/client-sfn';
import * as sqs from '@aws-sdk/client-sqs';
import { optionsOf, type Command } from './commands.ts';

const services: Readonly<Record<string, object>> = {
  ...{ cloudformation, cloudwatch, logs, events, s3api, secretsmanager, stepfunctions, sqs },
};

/** Of the command line itself, beside those of each call. */
const general = ['query', 'output', 'region', 'profile'];

/** Of a command that is no call of the service: nothing here knows of it, so it is written down. */
const ownCommands: Readonly<Record<string, readonly string[]>> = {
  'logs tail': ['since', 'filter-pattern', 'follow', 'format'],
};

const pascal = (words: string): string =>
  words.replaceAll(/(?:^|-)(?<letter>\w)/gu, (_all, letter: string) => letter.toUpperCase());

/**
 * What is wrong with a command for the AWS CLI, by the SDK's own model of the service: a call that it has not, or an
 * option that is no field of what is sent.
 */
export const awsFaults = ([, service = '', call = '', ...args]: Command): readonly string[] => {
  const options = optionsOf(args).map((option) => option.slice(2));
  const own = ownCommands[`${service} ${call}`];
  const unknown = (known: readonly string[]) =>
    options
      .filter((option) => !known.includes(option) && !general.includes(option))
      .map((option) => `aws ${service} ${call} has no --${option}`);
  if (own !== undefined) return unknown(own);
  const client = services[service];
  const model: unknown = client === undefined ? undefined : Reflect.get(client, `${pascal(call)}$`);
  if (!Array.isArray(model)) return [`there is no aws ${service} ${call}`];
  // An operation is [kind, namespace, name, traits, input, output]; a structure has the names of its fields fifth.
  const shape = model[4] as readonly unknown[] | (() => readonly unknown[]);
  const input = typeof shape === 'function' ? shape() : shape;
  const fields = (input[4] as readonly string[]).map((field) => field.toLowerCase());
  return unknown(options.filter((option) => fields.includes(option.replaceAll('-', '').toLowerCase())));
};
