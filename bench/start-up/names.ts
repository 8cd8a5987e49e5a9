const bytesOf = (kind: string) => (name: string) => `${name}, ${kind}`;

/** What the metrics are called, so that those who write and read them agree. */
export const names = {
  bytes: bytesOf('bytes'),
  gzip: bytesOf('bytes gzipped'),
  plain: bytesOf('bytes by default'),
  load: bytesOf('load ms'),
  peak: bytesOf('peak MB'),
  library: bytesOf('bytes in all functions'),
  users: bytesOf('functions with it'),
  bareNode: 'peak MB of Node alone',
  worstRatio: 'largest ratio to the default',
  slowest: 'slowest load, ms',
  copies: 'second copies',
  cdk: 'bytes of aws-cdk-lib',
  looks: 'looks of check-status',
  loadedToLook: 'peak MB of check-status before its looks',
  looked: 'peak MB of check-status after its looks',
} as const;

/** The functions, or libraries, that there is such a metric of. */
export const namesWith = (
  metrics: Readonly<Record<string, number>>,
  of: (name: string) => string,
): string[] => {
  const ending = of('');
  return Object.keys(metrics)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
};
