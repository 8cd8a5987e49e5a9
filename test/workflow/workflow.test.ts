import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { editSchema } from '../../lambdas/contract/edit.ts';
import { patience } from '../../lambdas/core/patience.ts';
import { synthesise, type Definition } from '../../local/definition.ts';
import type { Behaviour } from '../../local/engine.ts';
import { control, load } from '../end-to-end/calls.ts';
import { serveSamples, type SampleServer } from '../end-to-end/sample-server.ts';
import { startWorkflow, type Workflow } from './workflow.ts';

let definition: Definition;
let samples: SampleServer;
let clip: string;
let workflow: Workflow;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-synth-'));
  ({ edits: definition } = await synthesise(folder));
  await rm(folder, { recursive: true });
  samples = await serveSamples();
  clip = samples.urlOf('input-1-1.mp4');
}, 60_000);
afterAll(async () => {
  await samples.close();
});
afterEach(async () => {
  await workflow.close();
});

const failing = (times: number, only: string) => {
  let left = times;
  return (name: string, behaviour: Behaviour): Behaviour =>
    async (input) => {
      if (name === only && left > 0) {
        left -= 1;
        throw new Error('nobody foresaw this');
      }
      return behaviour(input);
    };
};

describe('the synthesised state machine with the real behaviours', () => {
  it('takes an edit from its request to its stored video, its story and its events', async () => {
    workflow = await startWorkflow({ definition });
    const editId = await workflow.start('a quiet sea of grass', clip);
    expect(await workflow.ending(editId)).toBe('succeeded');

    const path = workflow.path(editId);
    expect(path.slice(0, 5)).toEqual(['Send', 'Sent?', 'WaitForNextLook', 'CheckStatus', 'WhatNext']);
    expect(path.slice(-3)).toEqual(['StoreResult', 'Stored?', 'Completed']);
    const record = await workflow.record(editId);
    expect(record).toMatchObject({ status: 'completed', costUsd: 0.84, pendingNotices: [] });
    expect(record.dueAt).toBeUndefined();
    expect(record.outputs).toMatchObject([{ width: 1280, height: 720, contentType: 'video/mp4' }]);
    const story = await readFile(join(workflow.folder, 'bucket', 'edits', editId, 'edit.json'), 'utf8');
    expect(editSchema.parse(JSON.parse(story))).toMatchObject({ edit_id: editId, status: 'completed' });
    expect(workflow.events).toEqual(['Edit Submitted', 'Edit Completed']);
    expect(await workflow.paid()).toBe(1);
  }, 60_000);

  it('fault 13: ends an edit that the provider rejects as a failed execution with its words', async () => {
    workflow = await startWorkflow({ definition });
    await workflow.layFaults([
      { on: 'submit', do: { kind: 'answer', status: 422, body: { error_message: 'prompt is not nice' } } },
    ]);
    const editId = await workflow.start('rejected', clip);
    expect(await workflow.ending(editId)).toContain('prompt is not nice');
    expect(workflow.path(editId)).toEqual(['Send', 'Sent?', 'Announce', 'HowItEnded', 'Failed']);
    expect(await workflow.record(editId)).toMatchObject({
      status: 'failed',
      error: { code: 'rejected_by_provider', retryable: false, billable: false },
    });
    expect(workflow.events).toEqual(['Edit Failed']);
    expect(await workflow.paid()).toBe(0);
  }, 30_000);

  it('fault 17: ends an edit of unknown outcome as Uncertain, and does not send it again', async () => {
    workflow = await startWorkflow({ definition });
    await workflow.layFaults([{ on: 'submit', do: { kind: 'hang-up', when: 'after' } }]);
    const editId = await workflow.start('cut off', clip);
    expect(await workflow.ending(editId)).toContain('may or may not');
    expect(workflow.path(editId).at(-1)).toBe('Uncertain');
    await workflow.engine.start(editId, 2);
    await setTimeout(100);
    expect(await workflow.paid()).toBe(1);
    expect(workflow.events).toEqual(['Edit Uncertain']);
  }, 30_000);

  it('fault 12: waits for its turn when the provider is too busy, and sends one job in the end', async () => {
    workflow = await startWorkflow({ definition });
    await workflow.layFaults([
      { on: 'submit', times: 1, do: { kind: 'answer', status: 429, headers: { 'retry-after': '1' } } },
    ]);
    const editId = await workflow.start('after a while', clip);
    expect(await workflow.ending(editId)).toBe('succeeded');
    expect(workflow.path(editId).slice(0, 4)).toEqual(['Send', 'Sent?', 'WaitForTurn', 'Send']);
    expect(await workflow.paid()).toBe(1);
  }, 30_000);

  it('fault 37: ends an edit that failed at the provider with its reason, told once', async () => {
    workflow = await startWorkflow({ definition });
    const editId = await workflow.start('no such clip', samples.urlOf('nothing-here.mp4'));
    expect(await workflow.ending(editId)).not.toBe('succeeded');
    expect(workflow.path(editId).slice(-5)).toEqual([
      'StoreResult',
      'Stored?',
      'Announce',
      'HowItEnded',
      'Failed',
    ]);
    expect(await workflow.record(editId)).toMatchObject({
      status: 'failed',
      error: { code: 'failed_at_provider', retryable: false },
    });
    expect(workflow.events).toEqual(['Edit Submitted', 'Edit Failed']);
  }, 30_000);

  it('fault 35: ends an edit that was cancelled at the provider as Cancelled', async () => {
    workflow = await startWorkflow({ definition });
    await workflow.layFaults([
      { on: 'status', do: { kind: 'answer', status: 200, body: { status: 'Canceled' } } },
    ]);
    const editId = await workflow.start('cancelled there', clip);
    expect(await workflow.ending(editId)).toBe('succeeded');
    expect(workflow.path(editId).at(-1)).toBe('Cancelled');
    expect(workflow.events).toEqual(['Edit Submitted', 'Edit Cancelled']);
  }, 30_000);

  it.each(['send', 'check-status', 'store-result', 'announce'])(
    'comes back in through Send after a fault that nobody foresaw in %s, and pays once',
    async (name) => {
      // One more than a Task is tried: caught, waited out, and entered again.
      workflow = await startWorkflow({ definition, around: failing(5, name) });
      if (name === 'announce') {
        await workflow.layFaults([{ on: 'submit', do: { kind: 'answer', status: 422, body: {} } }]);
      }
      const editId = await workflow.start('against all odds', clip);
      const ending = await workflow.ending(editId);
      const path = workflow.path(editId);
      expect(path.filter((state) => state === 'WaitAfterFault')).toHaveLength(1);
      expect(path[path.indexOf('WaitAfterFault') + 1]).toBe('Send');
      expect(path.at(-1)).toBe(name === 'announce' ? 'Failed' : 'Completed');
      expect(ending === 'succeeded').toBe(name !== 'announce');
      expect(await workflow.paid()).toBe(name === 'announce' ? 0 : 1);
    },
    60_000,
  );

  it('runs 40 edits at once to their ends, each paid once and told once', async () => {
    workflow = await startWorkflow({ definition });
    const ids = await Promise.all(
      Array.from({ length: 40 }, async () => workflow.start('one of many', clip)),
    );
    const endings = await Promise.all(ids.map(async (editId) => workflow.ending(editId)));
    expect(new Set(endings)).toEqual(new Set(['succeeded']));
    expect(await workflow.paid()).toBe(ids.length);
    expect(workflow.events.filter((type) => type === 'Edit Completed')).toHaveLength(ids.length);
  }, 90_000);

  it('fault 36: never gives the provider more than 5 edits at once, and hardly ever fewer while others wait', async () => {
    workflow = await startWorkflow({ definition, slots: 5, seconds: { queue: 0, run: 8 } });
    const ids = await Promise.all(Array.from({ length: 25 }, async () => workflow.start('in line', clip)));
    while ((await workflow.paid()) < 5) await setTimeout(50);
    await control(workflow.standIn, 'DELETE', 'load');
    while ((await workflow.paid()) < 21) await setTimeout(100);
    const { average } = await load(workflow.standIn);
    const endings = await Promise.all(ids.map(async (editId) => workflow.ending(editId)));
    expect(new Set(endings)).toEqual(new Set(['succeeded']));
    expect(await workflow.paid()).toBe(ids.length);
    expect((await load(workflow.standIn)).most).toBe(5);
    expect(average).toBeGreaterThan(3.8);
  }, 150_000);

  it('fault 15: fails none of 100 edits without balance, and completes all after the top-up', async () => {
    workflow = await startWorkflow({ definition, patience: { ...patience, accountRetrySeconds: 1 } });
    await control(workflow.standIn, 'PUT', 'balance', { balance_usd: 0 });
    const ids = await Promise.all(Array.from({ length: 100 }, async () => workflow.start('broke', clip)));
    const waiting = async () => {
      const records = await Promise.all(ids.map(async (editId) => workflow.record(editId)));
      return records.filter((record) => record.waitingFor === 'provider_account').length;
    };
    while ((await waiting()) < ids.length) await setTimeout(100);
    expect(await workflow.paid()).toBe(0);
    await control(workflow.standIn, 'PUT', 'balance', { balance_usd: 1_000 });
    const endings = await Promise.all(ids.map(async (editId) => workflow.ending(editId)));
    expect(new Set(endings)).toEqual(new Set(['succeeded']));
    expect(await workflow.paid()).toBe(ids.length);
  }, 150_000);
});
