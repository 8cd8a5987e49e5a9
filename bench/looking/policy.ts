/** One visit at the provider, and what happens after it. */
export interface Visit {
  /** Since the provider took the job. */
  readonly atSeconds: number;
  /** Passes of the loop, this one counted. */
  readonly passes: number;
  /** Seconds of a function until its answer, those of all passes. */
  readonly functionSeconds: number;
}

/** When a policy looks at a job that never ends: one that ends is found by the first look after its end. */
export type Policy = (untilSeconds: number) => readonly Visit[];

/** What a call for the status takes. */
export const callSeconds = 0.2;
/** What a pass takes besides: the states, and the start of the function. */
export const passSeconds = 0.1;

/** A loop that waits as long as it is told, and looks once. @param gap by how many looks there were before */
export const loop =
  (gap: (looks: number) => number): Policy =>
  (untilSeconds) => {
    const visits: Visit[] = [];
    for (let now = 0; now < untilSeconds;) {
      now += gap(visits.length) + passSeconds;
      visits.push({
        atSeconds: now,
        passes: visits.length + 1,
        functionSeconds: (visits.length + 1) * callSeconds,
      });
      now += callSeconds;
    }
    return visits;
  };
