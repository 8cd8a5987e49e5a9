import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Bytes that lie in files, one behind the other. */
export type Stored = readonly { readonly path: string; readonly sizeBytes: number }[];

export const sizeOf = (stored: Stored): number => stored.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Puts a body into a file of its own. */
export const storeIn = async (folder: string, body: AsyncIterable<Uint8Array>): Promise<Stored> => {
  const path = join(folder, randomUUID());
  let sizeBytes = 0;
  const counted = async function* counted() {
    for await (const chunk of body) {
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
  };
  try {
    await pipeline(counted(), createWriteStream(path, { highWaterMark: 1_048_576 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return [{ path, sizeBytes }];
};

/** The bytes from `start` to before `end`, a piece at a time. */
export async function* piecesOf(stored: Stored, start: number, end: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const { path, sizeBytes } of stored) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, sizeBytes)];
    at += sizeBytes;
    if (from >= to) continue;
    const file = await open(path);
    yield* file.createReadStream({ start: from, end: to - 1, highWaterMark: 1_048_576 });
  }
}
