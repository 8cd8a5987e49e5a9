import type { LookLimits } from '../../lambdas/contract/look-limits.ts';
import type { Prior } from '../../lambdas/core/job-times.ts';
import { firstLookSeconds, nextLook } from '../../lambdas/core/next-look.ts';
import { seconds } from '../../lambdas/core/step.ts';
import { callSeconds, passSeconds, type Policy, type Visit } from './policy.ts';

export interface OwnPolicy {
  readonly prior: Prior | undefined;
  readonly limits: LookLimits;
  readonly underWay?: number;
  readonly overdueSeconds?: number;
}

/** What the state machine and `check-status` do, by the code that decides for them. */
export const ownPolicy =
  ({ prior, limits, underWay = 1, overdueSeconds = 3_600 }: OwnPolicy): Policy =>
  (untilSeconds) => {
    const visits: Visit[] = [];
    let [now, passes, functionSeconds, entered] = [0, 0, 0, 0];
    const come = (afterSeconds: number): void => {
      now += afterSeconds + passSeconds;
      passes += 1;
      entered = now;
    };
    come(seconds(firstLookSeconds(prior)));
    while (now < untilSeconds) {
      functionSeconds += callSeconds;
      visits.push({ atSeconds: now, passes, functionSeconds });
      now += callSeconds;
      const next = nextLook({ elapsedSeconds: now, overdue: now > overdueSeconds, prior, underWay, limits });
      const { linger } = next;
      if (linger !== undefined && now - entered + linger.seconds <= linger.staySeconds) {
        now += linger.seconds;
        functionSeconds += linger.seconds;
      } else come(next.seconds);
    }
    return visits;
  };
