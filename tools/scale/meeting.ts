import { randomBytes } from 'node:crypto';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { dynamoTimes } from '../../lambdas/adapters/dynamodb/times.ts';
import { dynamoTurns } from '../../lambdas/adapters/dynamodb/turns.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { editIdOf, newEdit } from '../../lambdas/core/new-edit.ts';
import { patience } from '../../lambdas/core/patience.ts';
import { awaitTurn } from '../../lambdas/core/taking-turns.ts';
import { createRandom } from '../../local/stand-in/faults/random.ts';
import { openTable } from '../../local/table.ts';
import { countCalls, noCalls } from './calls.ts';

/** What it takes of the line when so many edits that stand in it get their slots at the same moment, each. */
export interface Meeting {
  readonly edits: number;
  readonly lineWrites: number;
  readonly lineReads: number;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The worst that may happen to the line: as many slots as edits are free at once, and all ask for theirs together. */
export const measureMeeting = async (count: number): Promise<Meeting> => {
  const table = await openTable();
  const calls = noCalls();
  const edits = dynamoEdits({ ...table, clock: systemClock });
  const turns = dynamoTurns({ ...table, clock: systemClock });
  const request = {
    prompt: 'night',
    videoUrl: 'https://example.com/a.mp4',
    keepAudio: false,
    imageUrls: [],
    elements: [],
  };
  const records = await Promise.all(
    Array.from({ length: count }, async () => {
      const editId = editIdOf(randomBytes(17));
      const asked = { editId, owner: 'scale', request, metadata: {}, origin: { type: 'api' as const } };
      const record = { ...newEdit(asked, systemClock.now()), ticket: await turns.draw() };
      await edits.create(record);
      return record;
    }),
  );
  await turns.take({
    editId: 'first',
    slots: count + 1,
    at: systemClock.now(),
    serving: 0,
    marks: [],
    holdMarks: [],
  });
  await turns.release('first', systemClock.now(), 180);
  countCalls(table.client, calls);
  const deps = {
    ...{ edits, turns, slots: count, patience, clock: systemClock, log: quiet },
    times: dynamoTimes({ ...table, clock: systemClock, log: quiet }),
    notices: { send: async () => [] },
  };
  // In no order: whoever comes after one with a later ticket has to ask again.
  const random = createRandom(1);
  const shuffled = records
    .map((record) => ({ record, at: random() }))
    .toSorted((one, other) => one.at - other.at);
  const taken = await Promise.all(shuffled.map(async ({ record }) => awaitTurn(record, deps)));
  await table.close();
  if (taken.some(({ step }) => step !== undefined)) throw new Error('an edit did not get its slot');
  return { edits: count, lineWrites: calls.lineWrites / count, lineReads: calls.lineReads / count };
};
