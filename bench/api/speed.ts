import { quantile } from 'simple-statistics';

export interface Speed {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Makes calls for so long, so many at once, each begun as one has ended. */
export const speedOf = async (
  call: () => Promise<unknown>,
  { seconds, atOnce }: { readonly seconds: number; readonly atOnce: number },
): Promise<Speed> => {
  const tookMs: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1_000;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let at = performance.now(); at < until; at = performance.now()) {
        await call();
        tookMs.push(performance.now() - at);
      }
    }),
  );
  const took = (performance.now() - began) / 1_000;
  const [p50Ms = NaN, p99Ms = NaN] = quantile(tookMs, [0.5, 0.99]);
  return { perSecond: tookMs.length / took, p50Ms, p99Ms };
};
