import { functionMemory } from './measured-copy.ts';

/** Dollars in us-east-1, list prices as of November 2026. */
const prices = {
  /** PUT, COPY, POST and LIST, of S3 Standard. https://aws.amazon.com/s3/pricing/ */
  putClass: 0.005 / 1_000,
  getClass: 0.0004 / 1_000,
  /** arm64. https://aws.amazon.com/lambda/pricing/ */
  gigabyteSecond: 0.0000133334,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
const free = ['DeleteObject', 'AbortMultipartUpload'];

/** What 1,000 such copies cost: the requests, and as long as each takes the memory of the function. */
export const dollarsPerThousand = (requests: Readonly<Record<string, number>>, seconds: number): number => {
  const priced = Object.entries(requests)
    .filter(([operation]) => !free.includes(operation))
    .map(([operation, count]) => count * (operation === 'GetObject' ? prices.getClass : prices.putClass))
    .reduce((sum, price) => sum + price, 0);
  return 1_000 * (priced + seconds * (functionMemory / 1_024) * prices.gigabyteSecond);
};
