import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { EditRecord } from '../../lambdas/core/edit.ts';
import { synthesise, type Definition } from '../../local/definition.ts';
import { serveSamples, type SampleServer } from '../end-to-end/sample-server.ts';
import { startWorkflow, type Workflow } from './workflow.ts';

let definition: Definition;
let samples: SampleServer;
let workflow: Workflow;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-synth-'));
  ({ edits: definition } = await synthesise(folder));
  await rm(folder, { recursive: true });
  samples = await serveSamples();
}, 60_000);
afterAll(async () => {
  await samples.close();
});
afterEach(async () => {
  await workflow.close();
});

const startAll = async (count: number): Promise<string[]> => {
  const clip = samples.urlOf('input-1-1.mp4');
  const places = Array.from({ length: count }, (_, place) => place);
  return Promise.all(places.map(async (place) => workflow.start(`edit ${place}`, clip)));
};

const count = (records: readonly EditRecord[]) => {
  const each: Record<string, number> = {};
  for (const { status } of records) each[status] = (each[status] ?? 0) + 1;
  return each;
};

/** The records once so many stand so. */
const untilThere = async (ids: readonly string[], wanted: object): Promise<readonly EditRecord[]> => {
  for (;;) {
    const records = await Promise.all(ids.map(async (id) => workflow.record(id)));
    if (isDeepStrictEqual(count(records), wanted)) return records;
    await setTimeout(100);
  }
};

describe('the synthesised state machine and a budget', () => {
  // A clip of five seconds costs 0.84 USD at the stand-in.
  it('fault 75: pays for exactly 10 of 50 edits at once, where there is enough for 10, and books what they cost', async () => {
    workflow = await startWorkflow({ definition, budget: { dailyUsd: 8.41 }, turnWaitMs: 3_000 });
    const records = await untilThere(await startAll(50), { completed: 10, accepted: 40 });
    for (const { status, waitingFor, costEstimateUsd } of records) {
      expect([status, waitingFor]).toEqual(
        waitingFor === undefined ? ['completed', undefined] : ['accepted', 'budget'],
      );
      if (status === 'completed') expect(costEstimateUsd).toBe(0.84);
    }
    expect(await workflow.paid()).toBe(10);
    expect(await workflow.books()).toEqual({ spentUsd: 8.4, open: 0 });
  }, 180_000);

  it('settles rejected, failed and lost ones, and lets others go for what was set free', async () => {
    workflow = await startWorkflow({ definition, budget: { dailyUsd: 2.52 } });
    await workflow.layFaults([
      { on: 'submit', times: 2, do: { kind: 'answer', status: 422, body: { error_message: 'no' } } },
      { on: 'submit', times: 1, do: { kind: 'answer', status: 502, body: 'Bad Gateway' } },
    ]);
    // Two cost nothing, one may have cost something, and two more have their turn.
    await untilThere(await startAll(6), { failed: 2, uncertain: 1, completed: 2, accepted: 1 });
    expect(await workflow.paid()).toBe(2);
    expect(await workflow.books()).toEqual({ spentUsd: 2.52, open: 1 });
  }, 60_000);
});
