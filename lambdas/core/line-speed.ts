import { noHolds, slotsNow, type Holds, type Line, type SlotFacts } from './line.ts';

export interface SpeedFacts extends SlotFacts {
  /** How long an edit holds its slot, on average. */
  readonly typicalSeconds: number;
}

export interface WaitFacts extends SpeedFacts {
  /** Too few edits are known for `typicalSeconds` to be more. */
  readonly typicalIsGuess: boolean;
  readonly waitedSeconds: number;
}

/**
 * Seconds from one turn to the next. Two measures, and the smaller of them: slots that stood free make the line look
 * slower than it could be, and tickets that nobody holds any more make the holds tell of a slower one than it is.
 */
export const gapSeconds = (line: Line, facts: SpeedFacts): number => {
  const held = heldLately(line);
  const holdSeconds = held.count >= enoughHolds ? held.seconds / held.count : facts.typicalSeconds;
  const byHolds = holdSeconds / slotsNow(line, facts);
  const turns = turnsMeasured(line);
  if (turns < enoughTurns) return byHolds;
  return Math.min(byHolds, (facts.now - (line.marks[0]?.at ?? facts.now)) / 1_000 / turns);
};

const enoughHolds = 3;
const enoughTurns = 16;

const turnsMeasured = ({ marks: [older], serving }: Line): number =>
  older === undefined ? 0 : serving - older.serving;

const heldLately = ({ holds, holdMarks: [older = noHolds] }: Line): Holds => ({
  count: holds.count - older.count,
  seconds: holds.seconds - older.seconds,
});

/**
 * When to ask again. Far back most of the expected time is slept through, less the spread that it has by chance, so
 * that few turns are missed and few steps are made. What nothing is known of is asked again before it can be far off.
 */
export const turnWait = (line: Line, place: number, asking: WaitFacts): number => {
  const wait = gapSeconds(line, asking) * Math.max(0.8 * place - 0.7 * Math.sqrt(place), 0.6);
  const known = !asking.typicalIsGuess || heldLately(line).count >= enoughHolds;
  return known ? wait : Math.min(wait, Math.max(10, 2 * asking.waitedSeconds));
};

const countBetweenMarks = 32;

// Speeds are those of the last 32 to 64: of less they would be chance, of more they would be history.
export const rotated = <Point>(
  marks: readonly Point[],
  now: Point,
  countOf: (point: Point) => number,
): Point[] => {
  const [older = now, newer = older] = marks;
  return countOf(now) - countOf(newer) >= countBetweenMarks ? [newer, now] : [older, newer];
};
