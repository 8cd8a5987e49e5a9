import { functionDollars, prices } from '../prices.ts';
import { callSeconds, type Policy } from './policy.ts';

/** What a policy comes to, of one edit on average. */
export interface Looked {
  /** From the end of the job until it is known. */
  readonly meanLagSeconds: number;
  readonly p95LagSeconds: number;
  readonly meanJobSeconds: number;
  readonly looks: number;
  readonly transitions: number;
  readonly functionSeconds: number;
  readonly dollarsPerThousand: number;
}

/** A wait, a call and a choice. */
const transitionsOfAPass = 3;

/** @param jobs in seconds @param megabytes of the function that looks */
export const simulate = (policy: Policy, jobs: Float64Array, megabytes: number): Looked => {
  const longest = jobs.reduce((most, job) => Math.max(most, job), 0);
  // Long enough for the first look after the last end.
  const visits = policy(longest + 7_200);
  const lags = new Float64Array(jobs.length);
  let [looks, passes, functionSeconds, jobSeconds, lagSeconds] = [0, 0, 0, 0, 0];
  jobs.forEach((job, place) => {
    const found = firstAfter(job, visits);
    const visit = visits[found];
    if (visit === undefined) throw new Error(`nobody looked after ${job} s`);
    const lag = visit.atSeconds + callSeconds - job;
    lags[place] = lag;
    lagSeconds += lag;
    looks += found + 1;
    passes += visit.passes;
    functionSeconds += visit.functionSeconds;
    jobSeconds += job;
  });
  lags.sort();
  const of = (sum: number): number => sum / jobs.length;
  const each =
    of(passes) * transitionsOfAPass * prices.stateTransition +
    functionDollars(of(passes), of(functionSeconds), megabytes);
  return {
    meanLagSeconds: of(lagSeconds),
    p95LagSeconds: lags[Math.floor(0.95 * jobs.length)] ?? NaN,
    meanJobSeconds: of(jobSeconds),
    looks: of(looks),
    transitions: of(passes) * transitionsOfAPass,
    functionSeconds: of(functionSeconds),
    dollarsPerThousand: 1_000 * each,
  };
};

const firstAfter = (seconds: number, visits: ReturnType<Policy>): number => {
  let [from, to] = [0, visits.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((visits[middle]?.atSeconds ?? Infinity) < seconds) from = middle + 1;
    else to = middle;
  }
  return from;
};
