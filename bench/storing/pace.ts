import { setTimeout as sleep } from 'node:timers/promises';

/** Holds up whoever calls it with each count of bytes, so that they are no more than `rate` a second; 0 does not. */
export const pace = (rate: number): ((sizeBytes: number) => Promise<void>) => {
  const began = performance.now();
  let passed = 0;
  return async (sizeBytes) => {
    passed += sizeBytes;
    const aheadMs = rate === 0 ? 0 : (passed / rate) * 1_000 - (performance.now() - began);
    if (aheadMs >= 1) await sleep(aheadMs);
  };
};
