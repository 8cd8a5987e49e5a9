/** A body that is read from its beginning again, until more was taken of it than is kept. */
export interface Rereadable {
  /** Leaves the body open where it is left. One reader at a time: the next begins when the last has ended. */
  readonly read: () => AsyncGenerator<Uint8Array>;
  /** Whether the next reader would have all of it. */
  readonly isWhole: () => boolean;
  readonly close: () => Promise<void>;
}

export const rereadable = (body: AsyncIterable<Uint8Array>, keptBytes: number): Rereadable => {
  const source: AsyncIterator<Uint8Array, unknown> = body[Symbol.asyncIterator]();
  const kept: Uint8Array[] = [];
  let takenBytes = 0;
  let broken = false;
  return {
    read: async function* read() {
      yield* [...kept];
      for (;;) {
        broken = true;
        const next = await source.next();
        broken = false;
        if (next.done === true) return;
        takenBytes += next.value.byteLength;
        if (takenBytes <= keptBytes) kept.push(next.value);
        yield next.value;
      }
    },
    isWhole: () => !broken && takenBytes <= keptBytes,
    close: async () => {
      await source.return?.();
    },
  };
};
