import type { MediaReader } from '../../core/ports.ts';

interface Segment {
  readonly start: number;
  readonly bytes: Uint8Array;
}

export interface SegmentedProps {
  readonly sizeBytes: number;
  /** What came with opening it, from its beginning. */
  readonly first: Uint8Array;
  /** @returns exactly these bytes */
  readonly fetch: (start: number, end: number) => Promise<Uint8Array>;
  /**
   * How many come at least with a fetch: a round trip costs more than what it carries.
   * @default 32768
   */
  readonly leastBytes?: number | undefined;
}

const mostSegments = 16;

/** A file read by ranges from afar: what has come is not asked for again, and what lies just behind comes along. */
export const segmentedReader = ({
  sizeBytes,
  first,
  fetch,
  leastBytes = 32_768,
}: SegmentedProps): MediaReader => {
  const segments: Segment[] = [{ start: 0, bytes: first }];
  return {
    sizeBytes,
    read: async (start, end) => {
      const last = Math.min(end, sizeBytes);
      if (start >= last) return new Uint8Array();
      const known = segments.find((one) => one.start <= start && last <= one.start + one.bytes.byteLength);
      if (known !== undefined) return known.bytes.subarray(start - known.start, last - known.start);
      const bytes = await fetch(start, Math.min(Math.max(last, start + leastBytes), sizeBytes));
      segments.unshift({ start, bytes });
      segments.splice(mostSegments);
      return bytes.subarray(0, last - start);
    },
  };
};
