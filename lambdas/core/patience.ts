/** How long the workflow waits for what, and how often it tries. */
export interface Patience {
  /** A sender is thought dead after this; longer than the POST's own hard time-out plus clock skew. */
  readonly leaseSeconds: number;
  /** A sender that took longer than this from before its claim to its POST does not send. */
  readonly claimToPostSeconds: number;
  /** Refusals that provably started nothing are repeated for this long. */
  readonly refusedHours: number;
  readonly accountRetrySeconds: number;
  readonly overdueMinutes: number;
  /** The provider is taken to drop results after this. */
  readonly retentionDays: number;
  /** Answers of 404 for a request the provider had accepted before it is believed. */
  readonly unknownRequests: number;
  /** Finished at the provider, but with nothing to fetch: asked this often. */
  readonly noResults: number;
  /** A result's bytes were no video: fetched this often. */
  readonly unusableOutputs: number;
  /** `recover` leaves an edit alone until it is this late. */
  readonly recoverGraceSeconds: number;
  /** A copy may take this long before somebody else may think it dead. */
  readonly storingSeconds: number;
  /** Between two attempts of a delivery; after the last of them comes one more. */
  readonly webhookGapsSeconds: readonly number[];
}

export const patience: Patience = {
  leaseSeconds: 130,
  claimToPostSeconds: 5,
  refusedHours: 24,
  accountRetrySeconds: 300,
  overdueMinutes: 60,
  retentionDays: 7,
  unknownRequests: 6,
  noResults: 12,
  unusableOutputs: 4,
  recoverGraceSeconds: 120,
  storingSeconds: 900,
  // After the example of Standard Webhooks: three days in all.
  webhookGapsSeconds: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
};

/**
 * 2, 4, 8 … seconds to five minutes, and ever longer from the 30th time on, to an hour: days of failing must stay far
 * below the 25,000 events of an execution. Right only for what fails, never for a job that runs.
 */
export const growingGap = (times: number): number =>
  Math.min(2 ** Math.min(times, 20), Math.max(300, 10 * times), 3_600);
