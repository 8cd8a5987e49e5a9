import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { toDeliveryItem } from '../../lambdas/adapters/dynamodb/delivery-item.ts';
import { toItem } from '../../lambdas/adapters/dynamodb/item.ts';
import { dynamoBudget } from '../../lambdas/adapters/dynamodb/budget.ts';
import { stageItems, editsTable } from '../../lambdas/contract/table.ts';
import { patience } from '../../lambdas/core/patience.ts';
import { budgetLimits } from '../../lambdas/core/spending.ts';
import { stageSettingsSchema } from '../../lib/settings/stage-settings.ts';
import { openTable } from '../../local/table.ts';
import { aDelivery } from '../lambdas/core/a-delivery.ts';
import { anEdit } from '../lambdas/core/an-edit.ts';
import { functionsOf, ofType, stageTemplate, variablesOf } from '../lib/stage-template.ts';

const root = join(import.meta.dirname, '..', '..');
const file = async (path: string) => readFile(join(root, path), 'utf8');
const day = 86_400;
const template = stageTemplate();

/** What the properties of all resources of a type say, each once. */
const said = (type: string, of: (properties: Readonly<Record<string, unknown>>) => unknown): unknown[] => [
  ...new Set(ofType(template, type).map(([, { Properties }]) => of(Properties))),
];

describe('docs/retention.md', () => {
  let rows: ReadonlyMap<string, readonly string[]>;
  /** How long something is kept, as the page says. */
  const kept = (what: string): string => {
    const found = [...rows].filter(([name]) => name.startsWith(what));
    if (found.length !== 1) throw new Error(`the page has ${found.length} rows of ${what}`);
    return found[0]?.[1][1] ?? '';
  };
  beforeAll(async () => {
    const lines = (await file('docs/retention.md')).split('\n').filter((line) => /^\| [^-]/u.test(line));
    rows = new Map(
      lines.slice(1).map((line) => {
        const cells = line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1);
        return [cells[0] ?? '', cells];
      }),
    );
  });

  it('has the records of edits as their item has them', () => {
    const { expires_at: until } = toItem(
      anEdit({ status: 'completed', finishedAt: 0, dueAt: undefined }),
      400,
    );
    expect(kept('record of an edit that ended')).toContain(`${Number(until) / day} days after its end`);
    expect(kept('what is left of a deleted edit')).toContain(`${Number(until) / day} days after its end`);
    expect(toItem(anEdit(), 400)).not.toHaveProperty('expires_at');
  });

  it('has deliveries as their item has them', () => {
    const { expires_at: until } = toDeliveryItem(aDelivery({}, 0));
    expect(kept('deliveries to webhooks')).toContain(`${Number(until) / day} days`);
  });

  it('has the books of a month as they are put into the table', async () => {
    const table = await openTable();
    try {
      const first = Date.parse('2026-11-25');
      const books = dynamoBudget({ ...table, limits: budgetLimits({ dailyUsd: 10 }) });
      await books.reserve('ed_1', 840_000, first);
      const key = { [editsTable.partitionKey]: stageItems.spending('2026-11') };
      const { Item: item } = await table.client.send(
        new GetCommand({ TableName: table.tableName, Key: key }),
      );
      const days = (Number(item?.['expires_at']) - first / 1_000) / day;
      expect(kept('books of a month')).toContain(`${days} days`);
    } finally {
      await table.close();
    }
  });

  it('has what the bucket deletes as its rules have it', () => {
    const [, bucket] = ofType(template, 'AWS::S3::Bucket')[0] ?? [];
    const { Rules: rules } = bucket?.Properties['LifecycleConfiguration'] as {
      Rules: {
        Prefix?: string;
        ExpirationInDays?: number;
        AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
      }[];
    };
    for (const { Prefix: prefix, ExpirationInDays: days, AbortIncompleteMultipartUpload: parts } of rules) {
      if (prefix === 'work/') expect(kept('copies that are not verified')).toContain(`${days} days`);
      else if (prefix === 'uploads/') expect(kept('uploads, and what')).toContain(`${days} days`);
      else expect(kept('parts of uploads')).toBe(`${parts?.DaysAfterInitiation} day`);
    }
    expect(rules).toHaveLength(3);
    expect(kept('outputs and `edit.json`')).toBe('for good');
  });

  it('has archive, logs and queues as the template has them', () => {
    expect(said('AWS::Events::Archive', ({ RetentionDays: days }) => `${String(days)} days`)).toEqual([
      kept('events, to be played'),
    ]);
    expect(said('AWS::Logs::LogGroup', ({ RetentionInDays: days }) => `${String(days)} days`)).toEqual([
      kept('logs of functions'),
    ]);
    expect(
      said('AWS::SQS::Queue', ({ MessageRetentionPeriod: seconds }) => `${Number(seconds) / day} days`),
    ).toEqual([kept('dead letters')]);
    const hours = new Set(
      ofType(template, 'AWS::Events::Rule')
        .flatMap(
          ([, { Properties }]) =>
            Properties['Targets'] as { RetryPolicy: { MaximumEventAgeInSeconds: number } }[],
        )
        .map(({ RetryPolicy: { MaximumEventAgeInSeconds: seconds } }) => seconds / 3_600),
    );
    // Less for what the next minute, or the next sweep, does anyway.
    expect([...hours].toSorted((one, other) => one - other)).toEqual([1 / 12, 0.25, 6]);
    expect(kept('events on their way')).toContain('6 hours');
  });

  it('has the past of both tables, which DynamoDB keeps for 35 days where nothing else is said', () => {
    expect(
      said('AWS::DynamoDB::Table', ({ PointInTimeRecoverySpecification: past }) => JSON.stringify(past)),
    ).toEqual([JSON.stringify({ PointInTimeRecoveryEnabled: true })]);
    expect(kept('past of both tables')).toBe('35 days');
  });

  it('has the longest executions as the state machines have them', () => {
    const daysOf = (of: typeof template) =>
      ofType(of, 'AWS::StepFunctions::StateMachine')
        .map(
          ([, { Properties }]) =>
            Number(
              /\\?"TimeoutSeconds\\?":(?<seconds>\d+)/u.exec(JSON.stringify(Properties))?.groups?.['seconds'],
            ) / day,
        )
        .toSorted((one, other) => one - other);
    const [edits, deliveries] = daysOf(template);
    const waiting = Math.max(...daysOf(stageTemplate({ budget: { dailyUsd: 1 } })));
    expect(kept('open execution')).toBe(
      `at most ${edits} days, ${waiting} with a budget; ${deliveries} days`,
    );
  });

  it('has addresses and permissions as the functions have them', async () => {
    const seconds = async (path: string, name: string) => {
      const found = new RegExp(`const ${name} = (?<value>[\\d_* ]+);`, 'u').exec(await file(path))?.groups?.[
        'value'
      ];
      return (found ?? 'none')
        .replaceAll('_', '')
        .split('*')
        .reduce((product, factor) => product * Number(factor), 1);
    };
    const output = await seconds('lambdas/read-output/read-output.ts', 'linkSeconds');
    const told = await seconds('lambdas/deliver-webhook/deliver-webhook.ts', 'linkSeconds');
    expect(kept('addresses of outputs')).toBe(`${output / 60} minutes; in a webhook ${told / 3_600} hour`);
    const inputs = 'lambdas/adapters/s3/signed-inputs.ts';
    expect(kept('addresses of inputs')).toBe(
      `${(await seconds(inputs, 's3Seconds')) / 3_600} hours at most; ${(await seconds(inputs, 'cdnSeconds')) / day} days by CloudFront`,
    );
    expect(kept('permission to upload')).toBe(
      `${(await seconds('lambdas/create-upload/create-upload.ts', 'postSeconds')) / 3_600} hour`,
    );
    const local = await seconds('local/expire-files.ts', 'usualDays');
    expect(kept('local edition: `uploads/`')).toBe(`${local} days, uploads 40 with a budget`);
    // That one is in milliseconds.
    const again = await seconds('cli/edits/send-edit.ts', 'reusableMilliseconds');
    expect(kept('command line: addresses')).toBe(`${again / 3_600_000} hours`);
  });

  it('has what the provider is reckoned with to keep, and how long the former secret signs', () => {
    expect(kept('inputs and results at the provider')).toContain(`${patience.retentionDays} days`);
    const [, told] = functionsOf(template)['deliver-webhook'] ?? [];
    const hours = told && variablesOf(told)['WEBHOOK_OVERLAP_HOURS'];
    expect(kept('the former webhook secret')).toBe(`${String(hours)} hours`);
  });

  it('names files and settings that there are', async () => {
    const page = await file('docs/retention.md');
    const paths = [...page.matchAll(/`(?<path>(?:cli|lib|lambdas|local)\/[^`]+)`/gu)].map(
      ({ groups }) => groups?.['path'] ?? '',
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const settings = [...page.matchAll(/setting `(?<setting>\w+)`/gu)].map(
      ({ groups }) => groups?.['setting'] ?? '',
    );
    expect(settings.filter((setting) => !(setting in stageSettingsSchema.shape))).toEqual([]);
  });
});
