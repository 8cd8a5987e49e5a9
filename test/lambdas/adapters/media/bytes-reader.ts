import type { MediaReader } from '../../../../lambdas/core/ports.ts';

/** A file in memory, and how much of it was read. */
export const bytesReader = (bytes: Uint8Array): MediaReader & { reads: () => number } => {
  let count = 0;
  return {
    sizeBytes: bytes.byteLength,
    reads: () => count,
    read: async (start, end) => {
      count += end - start;
      return bytes.subarray(start, end);
    },
  };
};
