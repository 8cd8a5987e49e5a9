import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventBridgeNotices } from '../../../../lambdas/adapters/eventbridge/notices.ts';
import type { ReshootEvent } from '../../../../lambdas/contract/events.ts';
import type { Notices } from '../../../../lambdas/core/ports.ts';
import { AwsError, awsJsonServer, clientAt } from '../../../fakes/aws-json.ts';
import { fakeLog, type FakeLog } from '../../../fakes/log.ts';
import { anOutbox, noticesSuite } from '../../../ports/notices-suite.ts';
import type { Loopback } from '../loopback-server.ts';

interface Entry {
  readonly EventBusName: string;
  readonly Source: 'reshoot';
  readonly DetailType: ReshootEvent['detail-type'];
  readonly Detail: string;
  readonly Time: number;
}

/** A bus that refuses what the real one would. @param refuses entries that fail, by their place in the request */
const aBus = async (refuses: (request: number, place: number) => AwsError | undefined = () => undefined) => {
  const entries: Entry[] = [];
  const requests: number[] = [];
  const server = await awsJsonServer(({ operation, input }) => {
    const asked = input['Entries'] as Entry[];
    if (operation !== 'PutEvents') throw new AwsError('UnknownOperationException');
    if (asked.length < 1 || asked.length > 10) throw new AwsError('ValidationException');
    const sizeBytes = asked.reduce((sum, { Detail: detail }) => sum + Buffer.byteLength(detail) + 64, 0);
    if (sizeBytes >= 1_000_000) throw new AwsError('RequestEntityTooLargeException', 413);
    requests.push(asked.length);
    const answers = asked.map((entry, place) => {
      const refused = refuses(requests.length, place);
      if (refused !== undefined) return { ErrorCode: refused.name, ErrorMessage: refused.message };
      entries.push(entry);
      return { EventId: `event ${entries.length}` };
    });
    return {
      FailedEntryCount: answers.filter(({ ErrorCode: code }) => code !== undefined).length,
      Entries: answers,
    };
  });
  return { server, entries, requests };
};

noticesSuite('on EventBridge', async () => {
  const { server, entries } = await aBus();
  return {
    notices: eventBridgeNotices({
      client: new EventBridgeClient(clientAt(server)),
      busName: 'edits',
      log: fakeLog(),
    }),
    events: async () =>
      entries.map(({ Source: source, DetailType: type, Detail: detail }) => ({
        source,
        'detail-type': type,
        detail: JSON.parse(detail) as ReshootEvent['detail'],
      })),
    close: server.close,
  };
});

describe('notices on EventBridge', () => {
  let refuses: Parameters<typeof aBus>[0];
  let bus: Awaited<ReturnType<typeof aBus>>;
  let server: Loopback;
  let log: FakeLog;
  let notices: Notices;
  beforeEach(async () => {
    refuses = undefined;
    bus = await aBus((request, place) => refuses?.(request, place));
    ({ server } = bus);
    log = fakeLog();
    notices = eventBridgeNotices({ client: new EventBridgeClient(clientAt(server)), busName: 'edits', log });
  });
  afterEach(async () => server.close());

  const outbox = (count: number, prompt = 'a quiet sea') => {
    const made = Array.from({ length: Math.ceil(count / 2) }, () => anOutbox()).flat();
    return made.slice(0, count).map(({ notice, request }) => ({ notice, request: { ...request, prompt } }));
  };
  const idsOf = (waiting: ReturnType<typeof outbox>) => waiting.map(({ notice }) => notice.id);

  it('are on the bus of the stage, under their type and at their time', async () => {
    await notices.send(outbox(1));
    expect(bus.entries).toMatchObject([
      { EventBusName: 'edits', Source: 'reshoot', DetailType: 'Edit Submitted', Time: 1 },
    ]);
  });

  it('are ten a request', async () => {
    await notices.send(outbox(25));
    expect(bus.requests).toEqual([10, 10, 5]);
    await notices.send([]);
    expect(bus.requests).toHaveLength(3);
  });

  it('are less than 1 MB a request, counted in bytes', async () => {
    const large = outbox(7, 'ü'.repeat(110_000));
    expect(await notices.send(large)).toEqual(idsOf(large));
    expect(bus.requests).toEqual([4, 3]);
  });

  it('are sent but for one that no request can hold, which stays', async () => {
    const waiting = [...outbox(2), ...outbox(1, 'x'.repeat(1_000_000)), ...outbox(2)];
    expect(await notices.send(waiting)).toEqual(idsOf(waiting).toSpliced(2, 1));
    expect(bus.requests).toEqual([2, 2]);
    expect(log.entries).toMatchObject([{ facts: { editIds: [waiting[2]?.notice.edit.editId] } }]);
  });

  it('fault 48: are taken but for those that the bus says failed', async () => {
    refuses = (_request, place) => (place === 1 ? new AwsError('InternalFailure') : undefined);
    const waiting = outbox(4);
    expect(await notices.send(waiting)).toEqual(idsOf(waiting).toSpliced(1, 1));
    expect(log.lines).toEqual(['warn: an event was not taken, and stays in the outbox']);
    expect(log.entries[0]?.facts).toMatchObject({
      editId: waiting[1]?.notice.edit.editId,
      errorCode: 'InternalFailure',
      errorMessage: 'InternalFailure of the test',
    });
  });

  it('fault 48: are none where the bus takes none of them', async () => {
    refuses = () => new AwsError('ThrottlingException');
    expect(await notices.send(outbox(3))).toEqual([]);
    expect(log.lines).toHaveLength(3);
  });

  it('fault 48: are sent where the bus throttles twice', async () => {
    refuses = (request) => {
      if (request <= 2) throw new AwsError('ThrottlingException');
      return undefined;
    };
    expect(await notices.send(outbox(2))).toHaveLength(2);
  });

  it('fault 48: fail to be sent where the bus throttles for ever, and are the same the next time', async () => {
    refuses = () => {
      throw new AwsError('ThrottlingException');
    };
    const waiting = outbox(2);
    await expect(notices.send(waiting)).rejects.toMatchObject({ name: 'ThrottlingException' });
    refuses = undefined;
    expect(await notices.send(waiting)).toEqual(idsOf(waiting));
  });

  it.each([
    ['first', 1, [10, 25]],
    ['second', 2, [0, 10, 20, 25]],
    ['last', 3, [0, 20]],
  ])('fault 48: are told apart where the %s of three requests fails', async (_name, failing, kept) => {
    refuses = (request) => {
      if (request === failing) throw new AwsError('AccessDeniedException');
      return undefined;
    };
    const waiting = outbox(25);
    const taken = await notices.send(waiting);
    const [from = 0, to, again, end] = kept;
    expect(taken).toEqual([...idsOf(waiting).slice(from, to), ...idsOf(waiting).slice(again ?? 25, end)]);
    expect(log.lines).toEqual(['error: events were not sent, and stay in the outbox']);
  });

  it('fault 48: are not taken where the answer says nothing about them', async () => {
    const silent = await awsJsonServer(() => ({ FailedEntryCount: 0 }));
    const client = new EventBridgeClient(clientAt(silent));
    expect(await eventBridgeNotices({ client, busName: 'edits', log }).send(outbox(2))).toEqual([]);
    await silent.close();
  });
});
