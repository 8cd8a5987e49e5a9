/**
 * What AWS asks in us-east-1, without any free tier, in US dollars; as of November 2026.
 * https://aws.amazon.com/step-functions/pricing/ https://aws.amazon.com/lambda/pricing/
 * https://aws.amazon.com/dynamodb/pricing/on-demand/ https://aws.amazon.com/s3/pricing/
 * https://aws.amazon.com/eventbridge/pricing/ https://aws.amazon.com/api-gateway/pricing/
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export const prices = {
  stateTransition: 25 / 1e6,
  functionCall: 0.2 / 1e6,
  /** Of arm64, for each GB that the function has. */
  functionGbSecond: 0.0000133334,
  /** Of a table on demand: a kB written, 4 kB read. */
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  /** Requests of the PUT class, and of the GET class; deletions are free. */
  put: 5 / 1e6,
  get: 0.4 / 1e6,
  event: 1 / 1e6,
  /** Of an HTTP API. */
  apiRequest: 1 / 1e6,
  logGb: 0.5,
  /** A month. */
  storedGb: 0.023,
} as const;

/** What functions of so much memory cost. @param megabytes MiB, as Lambda counts */
export const functionDollars = (calls: number, seconds: number, megabytes: number): number =>
  calls * prices.functionCall + (seconds * megabytes * prices.functionGbSecond) / 1_024;

/** What requests of S3 cost. @param requests by operation */
export const s3Dollars = (requests: Readonly<Record<string, number>>): number =>
  Object.entries(requests).reduce((sum, [operation, count]) => {
    if (/^(?:Delete|AbortMultipart)/u.test(operation)) return sum;
    return sum + count * (/^(?:Get|Head)/u.test(operation) ? prices.get : prices.put);
  }, 0);
