import { setImmediate } from 'node:timers/promises';
import type { EditRecord } from '../../lambdas/core/edit.ts';
import { EditNotFound, InvalidCursor } from '../../lambdas/core/errors.ts';
import type { Edits } from '../../lambdas/core/ports.ts';

export interface FakeEdits extends Edits {
  /** What is on record, by id. */
  readonly records: Map<string, EditRecord>;
  /** The record of this id. */
  at(editId: string): EditRecord;
}

const newestFirst = (a: EditRecord, b: EditRecord) =>
  b.createdAt - a.createdAt || b.editId.localeCompare(a.editId);

/** The record of edits in memory: the suite of the port holds it to what the one in DynamoDB does. */
export const fakeEdits = (...initial: EditRecord[]): FakeEdits => {
  const records = new Map(initial.map((record) => [record.editId, record]));
  const all = () => [...records.values()];
  const get = async (editId: string) => {
    // A table is never at hand at once: others come in between.
    await setImmediate();
    return records.get(editId);
  };
  return {
    records,
    get,
    at: (editId) => {
      const record = records.get(editId);
      if (record === undefined) throw new EditNotFound(editId);
      return record;
    },
    create: async (record) => {
      await setImmediate();
      const existing = records.get(record.editId);
      if (existing === undefined) records.set(record.editId, record);
      return existing;
    },
    change: async (record, decide) => {
      let current: EditRecord | undefined = record;
      for (;;) {
        const next = decide(current);
        if (next === undefined) return current;
        await setImmediate();
        if (records.get(record.editId)?.sequence === current.sequence) {
          records.set(record.editId, next);
          return next;
        }
        current = records.get(record.editId);
        if (current === undefined) throw new EditNotFound(record.editId);
      }
    },
    byRequest: async (requestId) => all().find((record) => record.requestId === requestId),
    list: async ({ owner, status, limit, cursor }) => {
      const found = all()
        .filter((record) => record.owner === owner && (status === undefined || record.status === status))
        .toSorted(newestFirst);
      const after =
        cursor === undefined ? -1 : all().findIndex(({ editId }) => `${owner}/${editId}` === cursor);
      if (cursor !== undefined && after < 0) throw new InvalidCursor('the cursor is not one of ours');
      const last = all()[after];
      const left = last === undefined ? found : found.filter((record) => newestFirst(last, record) < 0);
      const edits = left.slice(0, limit);
      const end = edits.at(-1);
      return end === undefined || left.length <= limit
        ? { edits }
        : { edits, cursor: `${owner}/${end.editId}` };
    },
    due: async function* due(until) {
      yield* all()
        .filter(({ dueAt = Infinity }) => dueAt <= until)
        .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    },
  };
};
