import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventSource, request, type MessageEvent } from 'undici';
import { eventSchema } from '../../lambdas/contract/events.ts';
import { changed, type EditRecord } from '../../lambdas/core/edit.ts';
import { openEventLog, type EventLog } from '../../local/event-log.ts';
import { startServer, type Server } from '../../local/server.ts';
import { anEdit } from '../lambdas/core/an-edit.ts';
import { propsIn } from './a-server.ts';

let folder: string;
let log: EventLog;
let server: Server;
const readers: AbortController[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-notices-'));
  const path = join(folder, 'events.jsonl');
  log = openEventLog(path);
  server = await startServer({
    ...propsIn(folder),
    notices: { path, events: log.events, heartbeatMs: 20 },
  });
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.abort();
  await server.close();
  await rm(folder, { recursive: true });
});

const happen = async (name: string, metadata: EditRecord['metadata'] = {}) => {
  const record = changed(
    anEdit({ metadata: { ...metadata, name } }),
    { requestId: 'r' },
    1_000,
    'Edit Submitted',
  );
  await log.send(record.pendingNotices.map((notice) => ({ notice, request: record.request })));
};

interface Told {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

const listen = async (headers: Record<string, string> = {}) => {
  const reader = new AbortController();
  readers.push(reader);
  const { body, ...answer } = await request(`http://127.0.0.1:${server.port}/local/notices`, {
    headers,
    signal: reader.signal,
  });
  const chunks = body[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  let said = '';
  /** Reads until the stream has said what `found` finds. */
  const until = async <T>(found: (blocks: readonly string[]) => T | undefined): Promise<T> => {
    for (;;) {
      const what = found(said.split('\n\n').slice(0, -1));
      if (what !== undefined) return what;
      const { value, done } = (await chunks.next()) as IteratorResult<Uint8Array, undefined>;
      if (done === true) throw new Error(`the stream ended after ${said}`);
      said += decoder.decode(value, { stream: true });
    }
  };
  const told = async (count: number): Promise<Told[]> =>
    until((blocks) => {
      const notices = blocks.filter((block) => block.startsWith('id: ')).map(fieldsOf);
      return notices.length >= count ? notices : undefined;
    });
  return { answer, until, told };
};
const fieldsOf = (block: string): Told => {
  const [id, event, data] = block.split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
  return { id: id ?? '', event: event ?? '', data: data ?? '' };
};
const editsOf = (told: readonly Told[]) => told.map(({ data }) => nameIn(data));
const nameIn = (data: string) => eventSchema.parse(JSON.parse(data)).detail.edit.metadata['name'];

describe('the stream of notices', () => {
  it('tells a browser what has happened, and each event of the edition as it passes', async () => {
    await happen('ed_1');
    const source = new EventSource(`http://127.0.0.1:${server.port}/local/notices`);
    const heard: unknown[] = [];
    const { promise: both, resolve } = Promise.withResolvers<undefined>();
    source.addEventListener('notice', (event) => {
      heard.push(nameIn(String((event as MessageEvent).data)));
      if (heard.length === 2) resolve(undefined);
    });
    await once(source, 'open');
    await happen('ed_2');
    await both;
    source.close();
    expect(heard).toEqual(['ed_1', 'ed_2']);
  });

  it('is a stream of events that nobody keeps', async () => {
    const { answer } = await listen();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
    });
  });

  it('opens at once, also where there is nothing to tell yet', async () => {
    const path = join(folder, 'quiet.jsonl');
    const quiet = await startServer({
      ...propsIn(folder),
      notices: { path, events: openEventLog(path).events, heartbeatMs: 3_600_000 },
    });
    try {
      const reader = new AbortController();
      readers.push(reader);
      const { statusCode } = await request(`http://127.0.0.1:${quiet.port}/local/notices`, {
        signal: reader.signal,
      });
      expect(statusCode).toBe(200);
    } finally {
      readers.pop()?.abort();
      await quiet.close();
    }
  });

  it('begins with the last hundred', async () => {
    for (let n = 1; n <= 105; n += 1) await happen(`ed_${n}`);
    const { told } = await listen();
    const edits = editsOf(await told(100));
    expect([edits[0], edits.at(-1), edits.length]).toEqual(['ed_6', 'ed_105', 100]);
  });

  it('goes on after the last that a reader had, however many there were since', async () => {
    await happen('ed_0');
    const [first] = await (await listen()).told(1);
    for (let n = 1; n <= 120; n += 1) await happen(`ed_${n}`);
    const again = await listen({ 'last-event-id': first?.id ?? '' });
    const edits = editsOf(await again.told(120));
    expect([edits[0], edits.at(-1)]).toEqual(['ed_1', 'ed_120']);
  });

  it.each(['-1', 'nt_1', '1e9', '99999999999'])(
    'begins anew for an id that is none of its own: %s',
    async (id) => {
      await happen('ed_1');
      const { told } = await listen({ 'last-event-id': id });
      expect(editsOf(await told(1))).toEqual(['ed_1']);
    },
  );

  it('keeps the connection while nothing happens', async () => {
    const { until } = await listen();
    const beats = await until((blocks) => (blocks.length >= 2 ? blocks : undefined));
    expect(beats.every((block) => block.startsWith(':'))).toBe(true);
  });

  it('lets go of a reader that left', async () => {
    await happen('ed_1');
    const { told } = await listen();
    await told(1);
    expect(log.events.listenerCount('event')).toBe(1);
    readers.at(-1)?.abort();
    await once(log.events, 'removeListener');
    expect(log.events.listenerCount('event')).toBe(0);
  });

  it('ends with the server, also where somebody has stopped reading', async () => {
    const long = 'x'.repeat(100_000);
    for (let n = 1; n <= 90; n += 1) await happen(`ed_${n}`, { note: long });
    const stopped = connect(server.port, '127.0.0.1');
    stopped.on('error', () => undefined).pause();
    stopped.write(`GET /local/notices HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    const { until } = await listen();
    const ended = expect(until(() => undefined)).rejects.toThrow();
    await server.close();
    await ended;
    stopped.destroy();
    server = await startServer(propsIn(folder));
  });
});
