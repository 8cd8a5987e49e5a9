import type { Millis } from './edit.ts';
import { slotsNow, type Line, type LineChange, type SlotFacts, type Slow } from './line.ts';
import { growingGap } from './patience.ts';
import type { SubmitVerdict } from './provider.ts';

export interface PaceFacts extends SlotFacts {
  readonly accountRetrySeconds: number;
}

/** What a verdict on one edit means to all the others; undefined where it means nothing. */
export const afterVerdict = (
  line: Line,
  verdict: SubmitVerdict,
  facts: PaceFacts,
): LineChange | undefined => {
  switch (verdict.verdict) {
    // The provider answers, and judges edits for what they are.
    case 'accepted':
    case 'rejected': {
      const slow = calmed(line, facts);
      if (line.pause === undefined && slow === undefined) return undefined;
      return { ...(line.pause && { pause: null }), ...(slow !== undefined && { slow }) };
    }
    case 'account': {
      const since = line.pause?.since ?? facts.now;
      const tryAt = facts.now + facts.accountRetrySeconds * 1_000;
      return { pause: { since, tryAt, why: verdict.why } };
    }
    // Where it is unclear that one is not sent again; but the others need not meet the same fate.
    case 'refused':
    case 'unclear':
      return { slow: slower(line, verdict, facts.now) };
    case 'unsent':
    case 'unfit':
      return undefined;
  }
};

const longestWait = 300;

const slower = (
  { slow, holders }: Line,
  verdict: Extract<SubmitVerdict, { verdict: 'refused' | 'unclear' }>,
  now: Millis,
): Slow => {
  const before = slow?.refusals ?? 0;
  const refusals = before + 1;
  const said = verdict.verdict === 'refused' ? verdict.retryAfterSeconds : undefined;
  const wait = said ?? Math.min(growingGap(refusals), longestWait);
  return {
    since: slow === undefined || before === 0 ? now : slow.since,
    refusals,
    notBefore: Math.max(slow?.notBefore ?? 0, now + wait * 1_000),
    // Once is chance. Twice in a row, and the provider has too many, or something is wrong with it.
    ceiling: before === 0 ? slow?.ceiling : Math.max(1, Math.floor(Object.keys(holders).length / 2)),
  };
};

// It takes edits again, but not at once as many as it refused.
const calmed = (line: Line, { now, slots }: SlotFacts): Slow | null | undefined => {
  const { slow } = line;
  if (slow === undefined) return undefined;
  const ceiling = 2 * slotsNow(line, { slots });
  return ceiling >= slots ? null : { ...slow, refusals: 0, notBefore: now, ceiling };
};
