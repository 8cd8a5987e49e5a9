import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ReshootEvent } from '../../lambdas/contract/events.ts';
import { startDeliveryEngine, startEngine } from '../../local/engine.ts';
import { openEventLog } from '../../local/event-log.ts';
import { folderInbox } from '../../local/folder-inbox.ts';
import { folderResults } from '../../local/folder-results.ts';
import { fakeInbox } from '../fakes/inbox.ts';
import { fakeLog } from '../fakes/log.ts';
import { inboxSuite } from '../ports/inbox-suite.ts';
import { noticesSuite } from '../ports/notices-suite.ts';
import { resultsSuite } from '../ports/results-suite.ts';
import { workflowSuite } from '../ports/workflow-suite.ts';

const aFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-ports-'));
  return { folder, close: async () => rm(folder, { recursive: true }) };
};

resultsSuite('in a folder', async () => {
  const { folder, close } = await aFolder();
  return { results: folderResults(folder), close };
});

inboxSuite('in a folder', async () => {
  const { folder, close } = await aFolder();
  const write = async (key: string, text: string) => {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    // As if it had lain there for a while: what was just written may not be whole yet.
    const past = new Date(Date.now() - 5_000);
    await utimes(path, past, past);
  };
  return {
    inbox: folderInbox(folder),
    drop: write,
    store: write,
    kept: async (key) => readFile(join(folder, key), 'utf8').catch(() => undefined),
    close,
  };
});

inboxSuite('of the tests', async () => {
  const inbox = fakeInbox({ now: () => Date.now() });
  return {
    inbox,
    drop: async (key, text) => void inbox.put(key, text),
    store: async (key, text) => void inbox.kept.set(key, text),
    kept: async (key) => inbox.kept.get(key),
  };
});

noticesSuite('in a file', async () => {
  const { folder, close } = await aFolder();
  const path = join(folder, 'events.jsonl');
  const events = async () => {
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as ReshootEvent);
  };
  return { notices: openEventLog(path), events, close };
});

const definition = {
  definition: { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } },
  functions: {},
};

workflowSuite('of deliveries on the local engine', async () => {
  const engine = startDeliveryEngine({ definition, behaviours: {}, log: fakeLog() });
  return {
    workflow: { start: async (deliveryId, run) => engine.start({ editId: 'ed_1', deliveryId }, run) },
    executions: async () => [...engine.executions.keys()],
    close: async () => engine.close(),
  };
});

workflowSuite('of the local engine', async () => {
  const engine = startEngine({ definition, behaviours: {}, log: fakeLog() });
  return {
    workflow: engine,
    executions: async () => [...engine.executions.keys()],
    close: async () => engine.close(),
  };
});
