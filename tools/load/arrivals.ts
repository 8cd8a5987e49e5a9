/** A stretch of time in which edits come as often as this, on average. */
export interface Phase {
  readonly seconds: number;
  readonly perSecond: number;
}

/** The shape of a day, made short: its mean, its peak, its mean again. */
export const dayShape = (editsPerDay: number, peak: number, phaseSeconds: number): readonly Phase[] => {
  const perSecond = editsPerDay / 86_400;
  return [1, peak, 1].map((times) => ({ seconds: phaseSeconds, perSecond: perSecond * times }));
};

/**
 * When edits come whose callers know nothing of each other (a Poisson process), in seconds from the beginning.
 * @param random from 0 to before 1
 */
export const arrivals = (phases: readonly Phase[], random: () => number): readonly number[] => {
  const times: number[] = [];
  let begin = 0;
  for (const { seconds, perSecond } of phases) {
    // What is left of a gap when a phase ends says nothing of the next: such gaps have no memory.
    for (let at = begin + gap(perSecond, random()); at < begin + seconds; at += gap(perSecond, random()))
      times.push(at);
    begin += seconds;
  }
  return times;
};

const gap = (perSecond: number, random: number): number => -Math.log(1 - random) / perSecond;
