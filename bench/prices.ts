/**
 * What AWS asks in us-east-1, without any free tier, in US dollars; as of November 2026.
 * https://aws.amazon.com/step-functions/pricing/ https://aws.amazon.com/lambda/pricing/
 */
export const prices = {
  stateTransition: 25 / 1e6,
  functionCall: 0.2 / 1e6,
  /** Of arm64, for each GB that the function has. */
  functionGbSecond: 0.0000133334,
} as const;

/** What functions of so much memory cost. @param megabytes MiB, as Lambda counts */
export const functionDollars = (calls: number, seconds: number, megabytes: number): number =>
  calls * prices.functionCall + (seconds * megabytes * prices.functionGbSecond) / 1_024;
