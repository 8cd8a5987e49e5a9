import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { NoWebhookSecret } from '../../lambdas/core/errors.ts';
import { synthesise, type Definition } from '../../local/definition.ts';
import {
  answers,
  loopbackServer,
  resets,
  type Act,
  type Loopback,
} from '../lambdas/adapters/loopback-server.ts';
import { aSecret, verified } from '../lambdas/adapters/webhooks/receiver.ts';
import { apiRequest } from '../fakes/api-request.ts';
import { startWebhooks, type WebhookWorkflow } from './webhooks.ts';

const kept = join(import.meta.dirname, '..', 'releases', 'deliveries');
const releases = existsSync(kept) ? readdirSync(kept).filter((file) => file.endsWith('.json')) : [];

let today: Definition;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-synth-'));
  ({ deliveries: today } = await synthesise(folder));
  await rm(folder, { recursive: true });
}, 60_000);

let workflow: WebhookWorkflow;
let receiver: Loopback;
afterEach(async () => {
  await workflow.close();
  await receiver.close();
});

const secret = aSecret();
const secrets = { signing: async () => [secret] };

const start = async (acts: [Act, ...Act[]], props: Partial<Parameters<typeof startWebhooks>[0]> = {}) => {
  receiver = await loopbackServer(...acts);
  workflow = await startWebhooks({ definition: today, secrets, ...props });
};
const ids = () => receiver.journal.map(({ headers }) => headers['webhook-id']);

describe.each(['today', ...releases])('the state machine of deliveries of %s', (release) => {
  const definition = () =>
    release === 'today' ? today : (JSON.parse(readFileSync(join(kept, release), 'utf8')) as Definition);

  it('fault 51: comes through to a receiver that failed three times, each time with the same id and a new signature', async () => {
    await start([answers(500), resets, answers(503), answers(200)], { definition: definition() });
    const { editId } = await workflow.complete(`${receiver.origin}/hook`);
    const [delivery] = await workflow.settled(editId);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: [{}, {}, {}, { statusCode: 200 }] });
    expect(receiver.journal).toHaveLength(4);
    expect(new Set(ids())).toEqual(new Set([delivery?.noticeId]));
    for (const received of receiver.journal) {
      expect(verified(secret, received)).toMatchObject({
        type: 'edit.completed',
        data: { edit: { edit_id: editId } },
      });
    }
    const path = workflow.path(delivery?.deliveryId ?? '');
    expect(path.slice(0, 4)).toEqual(['Deliver', 'Delivered?', 'WaitForNextAttempt', 'Deliver']);
    expect(path.at(-1)).toBe('Delivered');
  }, 30_000);

  it('fault 55: ends what fails for good as Undeliverable, tells of it once, and delivers it when it is sent again', async () => {
    await start([answers(500), answers(500), answers(500), answers(500), answers(200)], {
      definition: definition(),
    });
    const { editId } = await workflow.complete(`${receiver.origin}/hook`);
    const [delivery] = await workflow.settled(editId);
    const deliveryId = delivery?.deliveryId ?? '';
    expect(delivery).toMatchObject({ status: 'undeliverable', reason: { code: 'attempts_exhausted' } });
    expect(workflow.path(deliveryId).at(-1)).toBe('Undeliverable');
    expect(workflow.engine.executions.get(`${deliveryId}-1`)).toContain('4 attempts failed');
    expect(await workflow.told()).toEqual(['Edit Completed', 'Webhook Undeliverable']);

    const answer = await workflow.endpoints.resendDelivery(
      apiRequest({ path: { edit_id: editId, delivery_id: deliveryId } }),
    );
    expect(answer.status).toBe(202);
    expect((await workflow.settled(editId))[0]?.status).toBe('delivered');
    expect(new Set(ids()).size).toBe(1);
    expect(await workflow.told()).toHaveLength(2);
  }, 30_000);
});

describe('deliveries', () => {
  it('fault 52: end at once where the receiver answers 410', async () => {
    await start([answers(410)]);
    const { editId } = await workflow.complete(receiver.origin);
    expect((await workflow.settled(editId))[0]).toMatchObject({
      status: 'undeliverable',
      attempts: [{ statusCode: 410 }],
    });
    expect(receiver.journal).toHaveLength(1);
  }, 30_000);

  it('fault 52: come back no sooner than the receiver asks', async () => {
    await start([answers(429, '', { 'retry-after': '1' }), answers(200)]);
    const { editId } = await workflow.complete(receiver.origin);
    const [first, second] = (await workflow.settled(editId))[0]?.attempts ?? [];
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  }, 30_000);

  it('fault 56: are signed by both secrets in the middle of a rotation, whichever the receiver has', async () => {
    const [old, young] = [aSecret(), aSecret()];
    const stages = [[old], [young, old], [young]];
    await start([answers(500), answers(500), answers(200)], {
      secrets: { signing: async () => stages[receiver.journal.length] ?? [] },
    });
    const { editId } = await workflow.complete(receiver.origin);
    await workflow.settled(editId);
    const [before, during, after] = receiver.journal;
    if (!before || !during || !after) throw new Error('not all came');
    for (const [by, received] of [
      [old, before],
      [old, during],
      [young, during],
      [young, after],
    ] as const) {
      expect(verified(by, received)).toMatchObject({ type: 'edit.completed' });
    }
    expect(() => verified(old, after)).toThrow();
  }, 30_000);

  it('fault 74: are one execution for each receiver of a notice, however often the bus tells it', async () => {
    await start([answers(200)]);
    const { editId } = await workflow.complete(`${receiver.origin}/one`);
    await workflow.settled(editId);
    const record = await workflow.edits.get(editId);
    if (record === undefined) throw new Error('it is gone');
    const notice = { id: ids()[0] as string, type: 'Edit Completed', occurredAt: 1, edit: record } as const;
    for (let times = 0; times < 5; times += 1) {
      await workflow.notices.send([{ notice, request: record.request }]);
    }
    await workflow.settled(editId);
    expect(receiver.journal).toHaveLength(1);
    expect(workflow.engine.executions.size).toBe(1);
  }, 30_000);

  it('come back in through Deliver after what nobody foresaw, and lose no attempt to it', async () => {
    let left = 6;
    await start([answers(200)], {
      secrets: {
        signing: async () => {
          left -= 1;
          if (left > 0) throw new NoWebhookSecret('nobody foresaw this');
          return [secret];
        },
      },
    });
    const { editId } = await workflow.complete(receiver.origin);
    const [pending] = await workflow.deliveries.list(editId);
    if (pending === undefined) throw new Error('none was begun');
    // The claim of each broken attempt is 30 s long: here nobody else holds one.
    while (left > 0) {
      await workflow.deliveries.change(
        (await workflow.deliveries.get(editId, pending.deliveryId)) ?? pending,
        (current) =>
          current.claimedUntil === undefined
            ? undefined
            : { ...current, claimedUntil: undefined, version: current.version + 1 },
      );
    }
    const [delivery] = await workflow.settled(editId);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: [{ statusCode: 200 }] });
    expect(receiver.journal).toHaveLength(1);
  }, 30_000);

  it('fault 57: go on after a kill, and reach the receiver twice at most, under the same id', async () => {
    await start([answers(200)]);
    const { editId } = await workflow.complete(receiver.origin);
    const [delivery] = await workflow.settled(editId);
    if (delivery === undefined) throw new Error('none was begun');
    // As the record stood when the process was killed after the POST, before it was written down.
    const { deliveredAt: _deliveredAt, ...before } = delivery;
    await workflow.deliveries.change(delivery, (current) => ({
      ...before,
      status: 'pending',
      attempts: [],
      tries: 0,
      nextAttemptAt: current.createdAt,
      claimedUntil: current.createdAt + 30_000,
      dueAt: current.createdAt,
      version: current.version + 1,
    }));
    expect(await workflow.recover('orphaned')).toEqual({ started: 1, failed: 0 });
    expect((await workflow.settled(editId))[0]?.status).toBe('delivered');
    expect(ids()).toEqual([delivery.noticeId, delivery.noticeId]);
  }, 30_000);
});
