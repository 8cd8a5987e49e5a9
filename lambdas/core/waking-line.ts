import { jobPrior, meanSeconds } from './job-times.ts';
import { closedNow, freeSlots } from './line.ts';
import { recoverEdit, type RecoverDeps } from './recovering.ts';
import { checkHolders } from './taking-turns.ts';
import type { TurnDeps } from './deps.ts';

export type WakingDeps = RecoverDeps & TurnDeps;

/** A slot that nobody took for so long is one that everybody sleeps through. */
const idleSeconds = 60;
const farAhead = Number.MAX_SAFE_INTEGER;

/**
 * Wakes those at the front of the line where slots stand free: their waits were computed from what was known then, and
 * the provider came back, others were cancelled, or a setting gave more slots.
 * @returns how many were woken
 */
export const wakeLine = async (sweepSeconds: number, deps: WakingDeps): Promise<number> => {
  const { edits, turns, times, clock, slots, log, budget } = deps;
  const seen = await turns.read();
  const takenBack = (await checkHolders(seen, deps)) > 0;
  const line = takenBack ? await turns.read() : seen;
  const now = clock.now();
  const barred =
    Math.max(line.pause?.tryAt ?? 0, line.slow?.notBefore ?? 0) > now ||
    closedNow(line, { now, budget: budget?.limits }) !== undefined;
  const free = freeSlots(line, { now, slots });
  const idle = takenBack || now - (line.movedAt ?? 0) > idleSeconds * 1_000;
  if (line.tickets === 0 || barred || free <= 0 || !idle) return 0;
  // As many as will have had their turn when the next sweep comes; while the account is paused one may try.
  const typicalSeconds = meanSeconds(jobPrior(await times.read()));
  const wanted = line.pause === undefined ? Math.ceil(free * (1 + sweepSeconds / typicalSeconds)) : 1;
  let woken = 0;
  for await (const record of edits.due(farAhead)) {
    if (woken >= wanted) break;
    const sleeps = record.status === 'accepted' && record.waitingFor !== undefined;
    if (sleeps && (record.dueAt ?? 0) > now && (await recoverEdit(record, 'turn', deps))) woken += 1;
  }
  if (woken > 0) log.info('edits that waited were woken: slots stand free', { woken, free });
  return woken;
};
