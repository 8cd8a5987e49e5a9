import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type * as Handlers from '../../../../lambdas/adapters/lambda/handlers.ts';
import type { Observed } from '../../../../lambdas/adapters/lambda/observe.ts';
import { exampleOf } from '../../../docs/examples.ts';
import { editId } from '../../../fakes/edit-id.ts';

type Line = Readonly<Record<string, unknown>>;

const [first, second, third, fourth] = [editId(1), editId(2), editId(3), editId(4)];
const deliveryId = `dl_${'0a'.repeat(16)}`;
const context = { awsRequestId: 'request-1', functionName: 'reshoot-send' } as Context;
const requestTo = (path: Record<string, string>) =>
  ({
    routeKey: 'GET /v1/edits/{edit_id}',
    rawPath: '/v1/edits',
    pathParameters: path,
    headers: {},
    requestContext: {
      http: { method: 'GET' },
      authorizer: { iam: { accountId: '123456789012', userArn: 'arn:aws:iam::123456789012:user/x' } },
    },
  }) as unknown as APIGatewayProxyEventV2;

describe('a function', () => {
  let daemon: Socket;
  let traced: string[];
  let observed: Observed;
  let handlers: typeof Handlers;
  let written: string[];
  const before = { ...process.env };

  beforeAll(async () => {
    daemon = createSocket('udp4');
    daemon.bind(0, '127.0.0.1');
    await once(daemon, 'listening');
    // What Lambda sets before it loads the function.
    process.env['POWERTOOLS_SERVICE_NAME'] = 'send';
    process.env['AWS_XRAY_DAEMON_ADDRESS'] = `127.0.0.1:${daemon.address().port}`;
    process.env['_X_AMZN_TRACE_ID'] =
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const { observe } = await import('../../../../lambdas/adapters/lambda/observe.ts');
    handlers = await import('../../../../lambdas/adapters/lambda/handlers.ts');
    written = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    observed = observe({ STAGE: 'test' });
  });
  beforeEach(() => {
    written = [];
    traced = [];
    daemon.removeAllListeners('message');
    daemon.on('message', (message) => traced.push(message.toString()));
  });
  afterEach(() => {
    jest.clearAllMocks();
  });
  afterAll(() => {
    jest.restoreAllMocks();
    process.env = before;
    daemon.close();
  });

  const lines = (): Line[] =>
    written
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  const saying = (message: string): Line[] => lines().filter((line) => line['message'] === message);

  const task = (behaviour: Parameters<typeof Handlers.taskHandler>[0]) => async (input: unknown) =>
    handlers.taskHandler(behaviour, observed)(input, context);

  it('has the ids of its input in every line and with every value, and in its trace', async () => {
    await task(async () => {
      observed.log.info('at work');
      observed.log.warn('of another', { editId: second, requestId: 'r' });
      observed.meter.measure({ metric: 'EditSubmitted', value: 1 });
      observed.meter.measure({ metric: 'EditOverdue', value: 1, editId: second });
      return {};
    })({ edit_id: first, delivery_id: deliveryId });
    expect(saying('at work')).toMatchObject([{ edit_id: first, delivery_id: deliveryId, stage: 'test' }]);
    // What a line says of itself goes before, by its name on the wire.
    expect(saying('of another')).toMatchObject([{ edit_id: second, request_id: 'r' }]);
    expect(JSON.stringify(lines())).not.toContain('editId');
    expect(lines().filter((line) => '_aws' in line)).toMatchObject([
      { edit_id: first, EditSubmitted: 1 },
      { edit_id: second, EditOverdue: 1 },
    ]);
    if (traced.length === 0) await once(daemon, 'message');
    expect(traced).toHaveLength(1);
    expect(traced[0]).toContain(`"annotations":{"edit_id":"${first}","stage":"test"}`);
    const search = await exampleOf('docs/metrics.md', '', 'annotation.edit_id = ');
    const names = [...search.matchAll(/annotation\.(\w+) = "/gu)].map(([, name]) => name);
    expect(names).toEqual(['edit_id', 'stage']);
  });

  it('has in its lines what the queries of docs/metrics.md ask for', async () => {
    await task(async () => {
      observed.log.info('at work');
      observed.meter.measure({ metric: 'EditSeconds', value: 61 });
      observed.meter.measure({ metric: 'StoredBytes', value: 1 });
      return {};
    })({ edit_id: first });
    const page = await readFile(join(import.meta.dirname, '../../../../docs/metrics.md'), 'utf8');
    const queries = [...page.matchAll(/^```\n([^`]*?filter edit_id = [^`]*?)```$/gmu)].map(
      ([, query = '']) => query,
    );
    expect(queries).toHaveLength(2);
    for (const query of queries) {
      // CloudWatch adds the moment that it got the line at.
      const [, named = ''] = /fields @timestamp, (.*)/u.exec(query) ?? [];
      const wanted = ['edit_id', ...named.split(', ')];
      expect(lines().filter((line) => wanted.every((name) => name in line))).toHaveLength(1);
    }
  });

  it('has nothing of the invocation before in the next', async () => {
    await task(async () => ({}))({ edit_id: first });
    await task(async () => {
      observed.log.info('a sweep');
      observed.meter.measure({ metric: 'EditRejected', value: 1 });
      return {};
    })({ 'detail-type': 'Scheduled Event' });
    expect(saying('a sweep')).toHaveLength(1);
    expect(saying('a sweep')[0]).not.toHaveProperty('edit_id');
    expect(lines().find((line) => '_aws' in line)).not.toHaveProperty('edit_id');
  });

  it('counts a task that fails, and fails', async () => {
    const failing = task(async () => {
      throw new Error('throttled');
    });
    await expect(failing({ edit_id: first })).rejects.toThrow('throttled');
    expect(saying('a task failed')).toMatchObject([{ edit_id: first, error: { message: 'throttled' } }]);
    expect(lines().filter((line) => '_aws' in line)).toMatchObject([{ edit_id: first, TaskFailed: 1 }]);
  });

  it('of the API has the edit that its path names', async () => {
    const handler = handlers.apiHandler(
      async () => {
        observed.log.info('asked');
        throw new Error('it broke');
      },
      { kind: 'iam', owner: 'account', operators: [] },
      observed,
    );
    expect((await handler(requestTo({ edit_id: first }), context)).statusCode).toBe(500);
    expect(saying('asked')).toMatchObject([{ edit_id: first }]);
    expect(saying('a request failed')).toMatchObject([{ edit_id: first }]);
    await handler(requestTo({ edit_id: 'ed_mine' }), context);
    expect(saying('asked')[1]).not.toHaveProperty('edit_id');
  });

  it('learns of an edit while it works, and of the next', async () => {
    await task(async () => {
      observed.log.info('before');
      for (const id of [third, third, fourth]) {
        observed.about({ editId: id });
        observed.log.info('at work');
      }
      observed.about({});
      observed.log.info('after');
      return {};
    })({});
    expect(saying('at work').map((line) => line['edit_id'])).toEqual([third, third, fourth]);
    for (const line of [...saying('before'), ...saying('after')]) expect(line).not.toHaveProperty('edit_id');
    const told = () =>
      traced.flatMap((message) => /"edit_id":"(\w+)"/u.exec(message)?.[1] ?? []).filter((id) => id !== first);
    while (told().length < 2) await once(daemon, 'message');
    expect(told()).toEqual([third, fourth]);
  });
});
