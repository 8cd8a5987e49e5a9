import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { dynamoBudget } from '../../lambdas/adapters/dynamodb/budget.ts';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { dynamoPrices } from '../../lambdas/adapters/dynamodb/prices.ts';
import { dynamoTimes } from '../../lambdas/adapters/dynamodb/times.ts';
import { dynamoTurns } from '../../lambdas/adapters/dynamodb/turns.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import type { BudgetSettings } from '../../lambdas/contract/budget.ts';
import { budgetLimits, usdOf } from '../../lambdas/core/spending.ts';
import type { EditRecord } from '../../lambdas/core/edit.ts';
import { editIdOf, newEdit } from '../../lambdas/core/new-edit.ts';
import { patience as usualPatience, type Patience } from '../../lambdas/core/patience.ts';
import type { Edits } from '../../lambdas/core/ports.ts';
import type { Provider } from '../../lambdas/core/provider.ts';
import type { Definition } from '../../local/definition.ts';
import { startEngine, type Behaviour, type Engine } from '../../local/engine.ts';
import { openEventLog } from '../../local/event-log.ts';
import { folderResults } from '../../local/folder-results.ts';
import { connectProvider } from '../../local/provider.ts';
import { startStandIn } from '../../local/stand-in/stand-in.ts';
import { openTable } from '../../local/table.ts';
import { workflowBehaviours } from '../../local/workflow-behaviours.ts';
import { allMustBePublished } from '../fakes/published-events.ts';
import { layFaults, journal } from '../end-to-end/calls.ts';

export interface Workflow {
  readonly edits: Edits;
  readonly provider: Provider;
  readonly engine: Engine;
  readonly folder: string;
  /** Where the stand-in is. */
  readonly standIn: string;
  /** The types of the events so far, in their order. */
  readonly events: string[];
  /** Puts an edit of this clip, of five seconds, on record and starts its execution. @returns its id */
  start(prompt: string, videoUrl: string): Promise<string>;
  /** The states that the edit's executions entered. */
  path(editId: string): readonly string[];
  /** How the execution ended, once it has. */
  ending(editId: string): Promise<string>;
  record(editId: string): Promise<EditRecord>;
  layFaults(faults: readonly object[]): Promise<void>;
  /** What the budget has in its books now, and how much of it is not settled. */
  books(): Promise<{ readonly spentUsd: number; readonly open: number }>;
  /** How many submits the provider took. */
  paid(): Promise<number>;
  close(): Promise<void>;
}

export interface WorkflowProps {
  readonly definition: Definition;
  readonly slots?: number;
  readonly patience?: Patience;
  readonly budget?: BudgetSettings;
  /** How long the stand-in keeps an edit waiting, and how long it runs. */
  readonly seconds?: { readonly queue: number; readonly run: number };
  /** How long an edit that waits its turn is away. @default 150 */
  readonly turnWaitMs?: number;
  readonly around?: (name: string, behaviour: Behaviour) => Behaviour;
}

const fiveSeconds = {
  path: 'video_url',
  contentType: 'video/mp4',
  sizeBytes: 1_000_000,
  width: 1280,
  height: 720,
  durationSeconds: 5,
};
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const token = 'workflow-test';

/** The synthesised state machine with the real behaviours, a stand-in, and a DynamoDB of its own. */
export const startWorkflow = async ({
  definition,
  around,
  slots = 100,
  budget,
  patience = usualPatience,
  seconds = { queue: 0.5, run: 0.5 },
  turnWaitMs = 150,
}: WorkflowProps): Promise<Workflow> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-workflow-'));
  const standIn = await startStandIn({
    port: 0,
    dataFolder: join(folder, 'stand-in'),
    queueSeconds: seconds.queue,
    runSeconds: seconds.run,
    token,
  });
  const table = await openTable();
  const { provider, downloads } = await connectProvider({ kind: 'address', url: standIn.url, token }, quiet);
  const edits = dynamoEdits({ ...table, clock: systemClock });
  const turns = dynamoTurns({ ...table, clock: systemClock });
  const times = dynamoTimes({ ...table, clock: systemClock, log: quiet });
  const notices = openEventLog(join(folder, 'events.jsonl'));
  const events: string[] = [];
  notices.events.on('event', (event) => events.push(event['detail-type']));
  const accounts = budget && dynamoBudget({ ...table, limits: budgetLimits(budget) });
  const behaviours = workflowBehaviours({
    prices: dynamoPrices({ ...table, provider, clock: systemClock, log: quiet }),
    budget: accounts,
    edits,
    provider,
    notices,
    turns,
    times,
    slots,
    downloads,
    results: folderResults(join(folder, 'bucket')),
    clock: systemClock,
    log: quiet,
    patience,
  });
  const paths = new Map<string, string[]>();
  const engine = startEngine({
    definition,
    log: quiet,
    behaviours: Object.fromEntries(
      Object.entries(behaviours).map(([name, behaviour]) => [name, around?.(name, behaviour) ?? behaviour]),
    ),
    onState: (editId, state) => {
      paths.set(editId, [...(paths.get(editId) ?? []), state]);
    },
    waits: { WaitForNextLook: 150, WaitForTurn: turnWaitMs, WaitAfterFault: 100 },
    retries: { Send: 10, CheckStatus: 10, StoreResult: 10, Announce: 10 },
  });

  return {
    edits,
    provider,
    engine,
    folder,
    standIn: standIn.url,
    events,
    start: async (prompt, videoUrl) => {
      const record = newEdit(
        {
          editId: editIdOf(randomBytes(17)),
          owner: 'tester',
          request: { prompt, videoUrl, keepAudio: false, imageUrls: [], elements: [] },
          metadata: {},
          inputs: [fiveSeconds],
          origin: { type: 'api' },
        },
        systemClock.now(),
      );
      await edits.create(record);
      await engine.start(record.editId, record.runs);
      return record.editId;
    },
    path: (editId) => paths.get(editId) ?? [],
    ending: async (editId) => {
      for (;;) {
        const how = engine.executions.get(`${editId}-1`);
        if (how !== undefined && how !== 'running') return how;
        await setTimeout(20);
      }
    },
    books: async () => {
      if (accounts === undefined) throw new Error('no budget is set');
      const now = systemClock.now();
      const [{ monthMicros }, open] = await Promise.all([accounts.read(now), accounts.setAside(now)]);
      return { spentUsd: usdOf(monthMicros), open: open.length };
    },
    record: async (editId) => {
      const record = await edits.get(editId);
      if (record === undefined) throw new Error(`${editId} is not on record`);
      return record;
    },
    layFaults: async (faults) => layFaults(standIn.url, faults),
    paid: async () => (await journal(standIn.url)).length,
    close: async () => {
      await engine.close();
      await standIn.close();
      await table.close();
      allMustBePublished(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
