import { setImmediate } from 'node:timers/promises';
import type { DeliveryRecord } from '../../lambdas/core/delivery.ts';
import { DeliveryNotFound } from '../../lambdas/core/errors.ts';
import type { Deliveries, DeliveryRuns, Undeliverables } from '../../lambdas/core/webhooks.ts';

export interface FakeDeliveries extends Deliveries {
  /** What is on record, by id. */
  readonly records: Map<string, DeliveryRecord>;
  /** The record of this id. */
  at(deliveryId: string): DeliveryRecord;
}

const oldestFirst = (a: DeliveryRecord, b: DeliveryRecord) =>
  a.createdAt - b.createdAt || a.deliveryId.localeCompare(b.deliveryId);

/** The record of deliveries in memory: the suite of the port holds it to what the one in DynamoDB does. */
export const fakeDeliveries = (...initial: DeliveryRecord[]): FakeDeliveries => {
  const records = new Map(initial.map((record) => [record.deliveryId, record]));
  const all = () => [...records.values()];
  return {
    records,
    at: (deliveryId) => {
      const record = records.get(deliveryId);
      if (record === undefined) throw new DeliveryNotFound(deliveryId);
      return record;
    },
    get: async (editId, deliveryId) => {
      // A table is never at hand at once: others come in between.
      await setImmediate();
      const record = records.get(deliveryId);
      return record?.editId === editId ? record : undefined;
    },
    create: async (record) => {
      await setImmediate();
      const existing = records.get(record.deliveryId);
      if (existing === undefined) records.set(record.deliveryId, record);
      return existing;
    },
    change: async (record, decide) => {
      let current: DeliveryRecord | undefined = record;
      for (;;) {
        const next = decide(current);
        if (next === undefined) return current;
        await setImmediate();
        if (records.get(record.deliveryId)?.version === current.version) {
          records.set(record.deliveryId, next);
          return next;
        }
        current = records.get(record.deliveryId);
        if (current === undefined) throw new DeliveryNotFound(record.deliveryId);
      }
    },
    list: async (editId) =>
      all()
        .filter((record) => record.editId === editId)
        .toSorted(oldestFirst),
    due: async function* due(until) {
      yield* all()
        .filter(({ dueAt = Infinity }) => dueAt <= until)
        .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    },
    removeAll: async (editId) => {
      await setImmediate();
      for (const record of all()) if (record.editId === editId) records.delete(record.deliveryId);
    },
  };
};

export interface FakeDeliveryRuns extends DeliveryRuns {
  /** The names of the executions that were started, in their order. */
  readonly started: string[];
}

/** Starts an execution of a name once. @param onStart is told of it; what it throws is a start that failed */
export const fakeDeliveryRuns = (
  onStart: (deliveryId: string) => void = () => undefined,
): FakeDeliveryRuns => {
  const started: string[] = [];
  return {
    started,
    start: async ({ deliveryId }, run) => {
      const name = `${deliveryId}-${run}`;
      if (started.includes(name)) return;
      onStart(deliveryId);
      started.push(name);
    },
  };
};

export interface FakeUndeliverables extends Undeliverables {
  /** The ids of the events that were taken. */
  readonly told: string[];
}

/** @param takes whether it takes what it is told; it may throw */
export const fakeUndeliverables = (takes: () => boolean = () => true): FakeUndeliverables => {
  const told: string[] = [];
  return {
    told,
    tell: async ({ untold }) => {
      if (!takes()) return false;
      if (untold !== undefined) told.push(untold.id);
      return true;
    },
  };
};
