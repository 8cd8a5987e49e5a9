import type { Measured, Meter } from '../../lambdas/core/ports.ts';

export interface FakeMeter extends Meter {
  readonly measured: Measured[];
  /** What was measured last of the stage as a whole. */
  last(metric: Measured['metric']): number | undefined;
}

export const fakeMeter = (): FakeMeter => {
  const measured: Measured[] = [];
  return {
    measured,
    last: (metric) => measured.findLast((each) => each.metric === metric && each.share !== true)?.value,
    measure: (each) => {
      measured.push(each);
    },
  };
};
