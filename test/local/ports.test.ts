import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReshootEvent } from '../../lambdas/contract/events.ts';
import { startDeliveryEngine, startEngine } from '../../local/engine.ts';
import { openEventLog } from '../../local/event-log.ts';
import { folderResults } from '../../local/folder-results.ts';
import { fakeLog } from '../fakes/log.ts';
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
