import { describe, expect, it } from '@jest/globals';
import type { DeliveryRecord } from '../../../lambdas/core/delivery.ts';
import { patience } from '../../../lambdas/core/patience.ts';
import { nextDeliveryRun } from '../../../lambdas/core/recovering-deliveries.ts';
import { recoverDeliveries, recoverDeliveryRun } from '../../../lambdas/recover/recover-deliveries.ts';
import { fakeDeliveries, fakeDeliveryRuns, fakeUndeliverables } from '../../fakes/deliveries.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { fakeMeter } from '../../fakes/meter.ts';
import { aDelivery } from '../core/a-delivery.ts';

const start = 1_750_000_000_000;
const minute = 60_000;

const recovering = (
  records: readonly DeliveryRecord[],
  runs = fakeDeliveryRuns(),
  undeliverables = fakeUndeliverables(),
) => {
  const deps = {
    ...fakeDeps([], { deliveries: fakeDeliveries(...records) }),
    deliveryRuns: runs,
    undeliverables,
    meter: fakeMeter(),
  };
  return { ...deps, sweep: recoverDeliveries(deps), follow: recoverDeliveryRun(deps) };
};
const at = (place: number, overrides: Partial<DeliveryRecord> = {}) =>
  aDelivery({ url: `https://hooks.example/${place}`, ...overrides }, start);
const id = at(0).deliveryId;

describe('a sweep over deliveries', () => {
  it('fault 27: starts the next execution of one that nobody touched when it was due', async () => {
    const { sweep, clock, deliveryRuns, deliveries } = recovering([at(0)]);
    expect(await sweep('late')).toEqual({ started: 0, failed: 0 });
    clock.advance(3 * minute);
    expect(await sweep('late')).toEqual({ started: 1, failed: 0 });
    expect(deliveryRuns.started).toEqual([`${id}-2`]);
    expect(deliveries.at(id).runs).toBe(2);
    expect(await sweep('late')).toEqual({ started: 0, failed: 0 });
  });

  it('counts what it picked up, in a sweep or from a dead execution', async () => {
    const { sweep, follow, clock, meter } = recovering([at(0), at(1)]);
    await sweep('late');
    expect(meter.measured).toEqual([]);
    const { editId, deliveryId } = at(0);
    const recovered = { metric: 'DeliveryRecovered', value: 1, editId };
    await follow({ editId, deliveryId, run: 7 });
    await follow({ editId, deliveryId, run: 1 });
    expect(meter.measured).toEqual([recovered]);
    clock.advance(10 * minute);
    expect(await sweep('late')).toEqual({ started: 2, failed: 0 });
    expect(meter.measured).toEqual([recovered, recovered, recovered]);
  });

  it('fault 27: comes back ever more rarely while the executions it starts die too', async () => {
    const { sweep, clock, deliveryRuns } = recovering([at(0)]);
    for (let sweeps = 1; sweeps <= 24 * 12; sweeps += 1) {
      clock.advance(5 * minute);
      await sweep('late');
    }
    expect(deliveryRuns.started.length).toBeGreaterThan(3);
    expect(deliveryRuns.started.length).toBeLessThan(10);
  });

  it('leaves one alone that sleeps until its next attempt', async () => {
    const nextAttemptAt = start + 300 * minute;
    const { sweep, clock, deliveryRuns } = recovering([at(0, { nextAttemptAt, dueAt: nextAttemptAt })]);
    clock.advance(299 * minute);
    expect(await sweep('late')).toEqual({ started: 0, failed: 0 });
    expect(deliveryRuns.started).toEqual([]);
  });

  it('fault 70: goes on with all that are pending after a kill, and joins none of them before its next attempt', async () => {
    const nextAttemptAt = start + 300 * minute;
    const { sweep, clock, deliveryRuns, deliveries } = recovering([
      at(0, { nextAttemptAt, dueAt: nextAttemptAt }),
      at(1, { claimedUntil: start + 30_000 }),
      at(2, { status: 'delivered', dueAt: undefined }),
    ]);
    expect(await sweep('orphaned')).toEqual({ started: 2, failed: 0 });
    // Whoever made the attempt is dead, and need not be waited for.
    expect(deliveries.at(at(1).deliveryId).claimedUntil).toBeUndefined();
    clock.advance(290 * minute);
    deliveries.records.delete(at(1).deliveryId);
    expect(await sweep('late')).toEqual({ started: 0, failed: 0 });
    expect(deliveryRuns.started).toHaveLength(2);
  });

  it('fault 55: tells what nobody was told yet, and starts nothing for it', async () => {
    const untold = { id: 'nt_1', occurredAt: start };
    const { sweep, undeliverables, deliveries, deliveryRuns } = recovering([
      at(0, { status: 'undeliverable', untold }),
    ]);
    await sweep('late');
    expect(undeliverables.told).toEqual(['nt_1']);
    expect(deliveries.at(id).dueAt).toBeUndefined();
    expect(deliveryRuns.started).toEqual([]);
  });

  it('tries again where a start was throttled, and does not keep the others waiting', async () => {
    let throttled = true;
    const runs = fakeDeliveryRuns((deliveryId) => {
      if (throttled && deliveryId === id) throw new Error('ThrottlingException');
    });
    const { sweep, clock, log } = recovering([at(0), at(1)], runs);
    clock.advance(5 * minute);
    expect(await sweep('late')).toEqual({ started: 1, failed: 1 });
    expect(log.lines).toContain('error: a delivery could not be picked up; the next sweep tries again');
    throttled = false;
    clock.advance(5 * minute);
    expect((await sweep('late')).started).toBe(1);
  });

  it('minds no delivery that was deleted with its edit while it was looked at', async () => {
    const deps = recovering([at(0)]);
    const sweep = recoverDeliveries({
      ...deps,
      deliveries: {
        ...deps.deliveries,
        change: async (record, decide) => {
          await deps.deliveries.removeAll(record.editId);
          return deps.deliveries.change(record, decide);
        },
      },
    });
    expect(await sweep('orphaned')).toEqual({ started: 0, failed: 0 });
  });
});

describe('following up on an execution that died', () => {
  const dead = { editId: at(0).editId, deliveryId: id, run: 1 };

  it('fault 27: starts the next one at once, and once', async () => {
    const { follow, deliveryRuns } = recovering([at(0)]);
    expect(await follow(dead)).toEqual({ started: 1, failed: 0 });
    expect(await follow(dead)).toEqual({ started: 0, failed: 0 });
    expect(deliveryRuns.started).toEqual([`${id}-2`]);
  });

  it.each(['delivered', 'undeliverable'] as const)('leaves a delivery alone that is %s', async (status) => {
    const record = at(0, { status, dueAt: undefined });
    const { follow, deliveries } = recovering([record]);
    expect(await follow(dead)).toEqual({ started: 0, failed: 0 });
    expect(deliveries.at(id)).toEqual(record);
  });

  it('leaves it to the sweep once three in a row died', () => {
    const runs = { runs: 4 };
    expect(nextDeliveryRun(at(0, runs), { deadRun: 4 }, start, patience)).toBeUndefined();
    expect(nextDeliveryRun(at(0, runs), 'orphaned', start, patience)?.runs).toBe(5);
  });

  it('minds no delivery that is gone', async () => {
    expect(await recovering([]).follow(dead)).toEqual({ started: 0, failed: 0 });
  });
});
