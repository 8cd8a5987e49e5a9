import type { EditRecord } from './edit.ts';
import { outlookOf, type Outlook } from './outlook.ts';
import type { Clock, Times, Turns } from './ports.ts';

/** What it takes to tell how long edits still take. */
export interface OutlookDeps {
  readonly turns: Pick<Turns, 'read'>;
  readonly times: Pick<Times, 'read'>;
  readonly slots: number;
  readonly clock: Clock;
}

/** The outlook of each of these edits; the line is read once, and only where one of them stands in it. */
export const outlooks = async (
  records: readonly EditRecord[],
  { turns, times, slots, clock }: OutlookDeps,
): Promise<readonly Outlook[]> => {
  const waits = records.some(({ waitingFor }) => waitingFor === 'capacity');
  const [line, learned] = await Promise.all([waits ? turns.read() : undefined, times.read()]);
  return records.map((record) => outlookOf(record, { now: clock.now(), times: learned, slots, line }));
};

export const outlook = async (record: EditRecord, deps: OutlookDeps): Promise<Outlook> =>
  (await outlooks([record], deps))[0] ?? {};
