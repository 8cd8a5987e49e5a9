import type { TurnDeps } from './deps.ts';
import { changed, ended, type EditRecord, type Millis } from './edit.ts';
import { staleHolders } from './holders.ts';
import { jobPrior, meanSeconds } from './job-times.ts';
import type { Line } from './line.ts';
import { askForTurn, lingerSeconds, type Turn } from './turn.ts';
import { seconds, type SendStep } from './step.ts';

/** Either the slot is this edit's, or `step` is what `Send` answers. */
export interface TurnTaken {
  readonly record: EditRecord;
  readonly step?: SendStep | undefined;
}

const lingerPauseMs = 500;
const checkSeconds = 60;
const attempts = 20;

/**
 * Gets the edit a slot if it is its turn. Otherwise writes down what it waits for, and stays for a while where the turn
 * is near.
 */
export const awaitTurn = async (record: EditRecord, deps: TurnDeps): Promise<TurnTaken> => {
  const { edits, clock, patience, mayLinger = () => true } = deps;
  const lingerUntil = clock.monotonic() + lingerSeconds * 1_000;
  let current = record;
  for (;;) {
    const { line, ticket, turn } = await ask(current, deps);
    if (turn.turn === 'take') return { record: current };
    const now = clock.now();
    const wait = seconds(turn.seconds);
    const lingering = turn.linger && mayLinger() && clock.monotonic() + lingerPauseMs <= lingerUntil;
    if (turn.waitingFor === 'provider' && refusedTooLong(line, current, now, patience.refusedHours)) {
      const given = await edits.change(current, (before) => giveUp(before, now, patience.refusedHours));
      return { record: given, step: { next: 'wait', seconds: 1 } };
    }
    const dueAt = now + wait * 1_000 + (lingering ? lingerSeconds * 1_000 : 0);
    // While it lingers nothing is new, and what is the same need not be written twice a second.
    if (!lingering || current.ticket !== ticket || current.waitingFor !== turn.waitingFor) {
      current = await edits.change(current, (before) =>
        before.status === 'accepted' && before.cancelRequestedAt === undefined
          ? changed(before, { ticket, waitingFor: turn.waitingFor, dueAt }, now)
          : undefined,
      );
    }
    // Cancelled, or taken by somebody else: coming back at once finds out.
    const step: SendStep = { next: 'wait', seconds: current.status === 'accepted' ? wait : 1 };
    if (current.status !== 'accepted' || !lingering) return { record: current, step };
    await clock.sleep(lingerPauseMs);
  }
};

interface Asked {
  readonly line: Line;
  readonly ticket: number | undefined;
  readonly turn: Exclude<Turn, { turn: 'draw' }>;
}

const ask = async (record: EditRecord, deps: TurnDeps): Promise<Asked> => {
  const { turns, times, clock, slots, patience, budget } = deps;
  const learned = await times.read();
  let { ticket } = record;
  for (let attempt = 1; ; attempt += 1) {
    const line = await turns.read();
    const now = clock.now();
    const turn = askForTurn(line, {
      editId: record.editId,
      ticket,
      now,
      slots,
      typicalSeconds: meanSeconds(jobPrior(learned)),
      typicalIsGuess: (learned['any']?.count ?? 0) < knownFrom,
      waitedSeconds: (now - record.createdAt) / 1_000,
      accountRetrySeconds: patience.accountRetrySeconds,
      budget: budget?.limits,
    });
    switch (turn.turn) {
      case 'draw':
        ticket = await turns.draw();
        break;
      case 'take':
        if (await turns.take(turn.grant)) return { line, ticket, turn };
        if (attempt >= attempts) {
          const again = { waitingFor: 'capacity', seconds: 1, place: 1, linger: false } as const;
          return { line, ticket, turn: { turn: 'wait', ...again } };
        }
        break;
      case 'wait':
        // Those in front find out whether what they wait for is in use at all.
        if (turn.waitingFor === 'capacity' && turn.place <= slots && (await checkHolders(line, deps)) > 0)
          break;
        return { line, ticket, turn };
    }
  }
};

const knownFrom = 20;

/** Takes the slots back that somebody died with. @returns how many */
export const checkHolders = async (line: Line, deps: TurnDeps): Promise<number> => {
  const { edits, turns, clock, log, patience } = deps;
  const now = clock.now();
  const before = now - checkSeconds * 1_000;
  if ((line.checkedAt ?? 0) > before || !(await turns.startCheck(now, before))) return 0;
  const holders = await Promise.all(
    Object.keys(line.holders).map(async (editId) => [editId, await edits.get(editId)] as const),
  );
  const records = new Map(holders.flatMap(([editId, record]) => (record ? [[editId, record] as const] : [])));
  const stale = staleHolders(line, records, now, patience.leaseSeconds);
  for (const editId of stale) {
    log.warn('a slot was taken back: its edit has no use for it any more', { editId });
    await turns.release(editId, now);
  }
  return stale.length;
};

// The edit itself may never have been tried: what the others met with, it would have met with, too.
const refusedTooLong = (
  { slow }: Line,
  { createdAt }: EditRecord,
  now: Millis,
  refusedHours: number,
): boolean => slow !== undefined && now - Math.max(slow.since, createdAt) >= refusedHours * 3_600_000;

const giveUp = (record: EditRecord, now: Millis, refusedHours: number): EditRecord | undefined => {
  if (record.status !== 'accepted') return undefined;
  const message = `The provider took nothing for ${refusedHours} hours`;
  return ended(
    record,
    'failed',
    { error: { code: 'provider_unavailable', message, retryable: true, billable: false } },
    now,
  );
};
