import { errorFunction, probit } from 'simple-statistics';

/** How many are known, and mean and variance of the logarithm of their seconds. */
export interface LogTimes {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

/** What is known of the time that jobs take at the provider: by the clip's length in whole seconds, and of all. */
export type JobTimes = Readonly<Partial<Record<string, LogTimes>>>;

export interface Prior {
  readonly mu: number;
  readonly sigma: number;
}

// RunComfy publishes no times; its own client waits up to half an hour. A guess until some are known.
const fallback: Prior = { mu: Math.log(180), sigma: 0.6 };
const known = 50;

// The newest counts for a two-hundredth at least: what was true some hundreds of jobs ago is forgotten.
/** One more job, in seconds; taken for 1 s to 7 days. */
export const learn = (times: LogTimes | undefined, seconds: number): LogTimes => {
  const value = Math.log(Math.min(Math.max(seconds, 1), 604_800));
  const { count, mean, variance } = times ?? { count: 0, mean: value, variance: 0 };
  const weight = Math.max(1 / (count + 1), 1 / 200);
  const away = value - mean;
  return {
    count: count + 1,
    mean: mean + weight * away,
    variance: (1 - weight) * (variance + weight * away * away),
  };
};

/** One more job, under its clip's length and under `any`. */
export const learnJob = (
  times: JobTimes,
  { clipSeconds, jobSeconds }: { readonly clipSeconds?: number | undefined; readonly jobSeconds: number },
): JobTimes => {
  const bucket = bucketOf(clipSeconds);
  return {
    ...times,
    any: learn(times['any'], jobSeconds),
    ...(bucket === undefined ? {} : { [bucket]: learn(times[bucket], jobSeconds) }),
  };
};

const bucketOf = (clipSeconds: number | undefined): string | undefined =>
  clipSeconds === undefined ? undefined : String(Math.min(Math.max(Math.round(clipSeconds), 3), 10));

/** What is known of such jobs, blended with what is known of all, and that with a guess, until 50 are known. */
export const jobPrior = (times: JobTimes, clipSeconds?: number): Prior => {
  const bucket = bucketOf(clipSeconds);
  const any = blend(times['any'], fallback);
  return bucket === undefined ? any : blend(times[bucket], any);
};

const blend = (times: LogTimes | undefined, other: Prior): Prior => {
  const { count, mean, variance } = times ?? { count: 0, mean: 0, variance: 0 };
  const share = Math.min(count, known) / known;
  return {
    mu: share * mean + (1 - share) * other.mu,
    sigma: Math.max(0.05, share * Math.sqrt(variance) + (1 - share) * other.sigma),
  };
};

export const medianSeconds = ({ mu }: Prior): number => Math.exp(mu);
export const meanSeconds = ({ mu, sigma }: Prior): number => Math.exp(mu + sigma ** 2 / 2);

const normalCdf = (z: number): number => (1 + errorFunction(z / Math.SQRT2)) / 2;

/** Seconds until half, and nine tenths, of the jobs that have run so long are finished; at least 1. */
export const remaining = (
  { mu, sigma }: Prior,
  elapsedSeconds: number,
): { readonly p50Seconds: number; readonly p90Seconds: number } => {
  const passed = elapsedSeconds <= 0 ? 0 : normalCdf((Math.log(elapsedSeconds) - mu) / sigma);
  const left = 1 - passed;
  const at = (share: number): number =>
    left < 1e-4
      ? elapsedSeconds * share * 0.5
      : Math.exp(mu + sigma * probit(1 - left * (1 - share))) - elapsedSeconds;
  const p50Seconds = Math.max(1, at(0.5));
  return { p50Seconds, p90Seconds: Math.max(p50Seconds, at(0.9)) };
};
