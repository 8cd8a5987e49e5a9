import { errorFunction, probit, quantile } from 'simple-statistics';

/** How many are known, and mean and variance of the logarithm of their seconds. */
export interface LogTimes {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * What is known of the time that jobs take at the provider, by the clip's length in whole seconds and of `any`, and of
 * the time that `storing` takes after that.
 */
export type JobTimes = Readonly<Partial<Record<string, LogTimes>>>;

export interface Prior {
  readonly mu: number;
  readonly sigma: number;
}

// RunComfy publishes no times; its own client waits up to half an hour. A guess until some are known.
const fallback: Prior = { mu: Math.log(180), sigma: 0.6 };
/** From what was seen of copies of a few dozen megabytes: half of them within 5 s, nine of ten within 30. */
const storingFallback: Prior = { mu: Math.log(5), sigma: 1.4 };
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

/** A job that was seen from its beginning to its end. */
export interface FinishedJob {
  readonly clipSeconds?: number | undefined;
  readonly jobSeconds: number;
  /** From when it was seen finished until its outputs were stored. */
  readonly storingSeconds?: number | undefined;
}

/** One more job, under its clip's length and under `any`. */
export const learnJob = (
  times: JobTimes,
  { clipSeconds, jobSeconds, storingSeconds }: FinishedJob,
): JobTimes => {
  const bucket = bucketOf(clipSeconds);
  return {
    ...times,
    any: learn(times['any'], jobSeconds),
    ...(bucket === undefined ? {} : { [bucket]: learn(times[bucket], jobSeconds) }),
    ...(storingSeconds === undefined ? {} : { storing: learn(times['storing'], storingSeconds) }),
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

/** What is known of the time that storing takes, blended with a guess until 50 are known. */
export const storingPrior = (times: JobTimes): Prior => blend(times['storing'], storingFallback);

/** The same, where at least 50 are known: before that nothing is made to rest on it. */
export const learnedPrior = (times: JobTimes, clipSeconds?: number): Prior | undefined => {
  const bucket = bucketOf(clipSeconds);
  const enough = [bucket === undefined ? undefined : times[bucket], times['any']].find(
    (each) => (each?.count ?? 0) >= known,
  );
  return enough === undefined ? undefined : blend(enough, fallback);
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

// One job in fifty is unlike all that were known: it may take any time of that order.
const unlike = 0.02;
const unlikeSigma = 1;
/** Below this, what is left of all jobs is not known well enough to divide by. */
const hardlyAny = 1e-4;

/** Of jobs that have run so long, the share that ends each second, 1/s. */
export const hazard = ({ mu, sigma }: Prior, elapsedSeconds: number): number => {
  const [density, left] = [
    { sigma, weight: 1 - unlike },
    { sigma: sigma + unlikeSigma, weight: unlike },
  ]
    .map(({ sigma: spread, weight }) => {
      const z = (Math.log(elapsedSeconds) - mu) / spread;
      const density = Math.exp((-z * z) / 2) / (Math.sqrt(2 * Math.PI) * spread * elapsedSeconds);
      return [weight * density, weight * (1 - normalCdf(z))] as const;
    })
    .reduce(([density, left], [more, yet]) => [density + more, left + yet] as const);
  return density / Math.max(left, hardlyAny);
};

const shares = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, place) => (place + 0.5) / count);

/** Seconds that jobs which have run so long still take: of each share of them, the shortest first. */
const stillTake = ({ mu, sigma }: Prior, elapsedSeconds: number, count: number): readonly number[] => {
  const passed = elapsedSeconds <= 0 ? 0 : normalCdf((Math.log(elapsedSeconds) - mu) / sigma);
  const left = 1 - passed;
  return shares(count).map((share) =>
    left < hardlyAny
      ? elapsedSeconds * share * 0.5
      : Math.exp(mu + sigma * probit(1 - left * (1 - share))) - elapsedSeconds,
  );
};

/** Seconds until half, and nine tenths, of such edits are at their end; at least 1. */
export interface Remaining {
  readonly p50Seconds: number;
  readonly p90Seconds: number;
}

const remainingOf = (sums: readonly number[]): Remaining => {
  const [p50 = 1, p90 = 1] = quantile([...sums], [0.5, 0.9]);
  return { p50Seconds: Math.max(1, p50), p90Seconds: Math.max(1, p50, p90) };
};

/** Of those whose job has run so long, until they are stored: neither part knows anything of the other. */
export const remaining = (job: Prior, storing: Prior, elapsedSeconds: number): Remaining => {
  const copies = stillTake(storing, 0, 10);
  return remainingOf(stillTake(job, elapsedSeconds, 40).flatMap((one) => copies.map((copy) => one + copy)));
};

/** Of those that are being stored for so long. */
export const remainingStoring = (storing: Prior, elapsedSeconds: number): Remaining =>
  remainingOf(stillTake(storing, elapsedSeconds, 40));

/** Whether a job takes longer than nine of ten do. */
export const isOverrun = ({ mu, sigma }: Prior, elapsedSeconds: number): boolean =>
  elapsedSeconds > Math.exp(mu + sigma * probit(0.9));
