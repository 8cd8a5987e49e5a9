import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const sample = join(import.meta.dirname, '..', '..', 'local', 'samples', 'input-1-1.mp4');

/** A file that is made as it is read. */
export interface GrownClip {
  readonly sizeBytes: number;
  /** The bytes from `start` to before `end`, or fewer of them: as many as there are in one piece. */
  readonly piece: (start: number, end: number) => Uint8Array;
}

const containers = ['moov', 'trak', 'mdia', 'minf', 'stbl'];

/**
 * The sample clip of any size: between its index and its pictures comes an empty box, and the index is put right. So its
 * last pictures lie at its end, as those of a large clip do. Up to 4 GB, as the offsets of the index go.
 * Boxes: ISO/IEC 14496-12, 4.2 and 8.7.5.
 */
export const grownClip = async (sizeBytes: number): Promise<GrownClip> => {
  const clip = await readFile(sample);
  const boxBytes = sizeBytes - clip.byteLength;
  if (boxBytes < 8) throw new Error(`a clip has at least ${clip.byteLength + 8} bytes`);
  const pictures = placeOf(clip, 'mdat');
  moveChunks(clip, 0, pictures, boxBytes);
  const box = Buffer.alloc(8);
  box.writeUInt32BE(boxBytes);
  box.write('free', 4, 'latin1');
  const head = Buffer.concat([clip.subarray(0, pictures), box]);
  const tail = clip.subarray(pictures);
  const tailAt = sizeBytes - tail.byteLength;
  const filling = randomBytes(1_048_576);
  return {
    sizeBytes,
    piece: (start, end) => {
      if (start < head.byteLength) return head.subarray(start, end);
      if (start >= tailAt) return tail.subarray(start - tailAt, end - tailAt);
      const at = start % filling.byteLength;
      return filling.subarray(at, at + Math.min(end, tailAt) - start);
    },
  };
};

const placeOf = (clip: Buffer, type: string): number => {
  for (let at = 0; at < clip.byteLength; at += clip.readUInt32BE(at)) {
    if (clip.toString('latin1', at + 4, at + 8) === type) return at;
  }
  throw new Error(`the clip has no ${type}`);
};

const moveChunks = (clip: Buffer, start: number, end: number, by: number): void => {
  for (let at = start; at < end; at += clip.readUInt32BE(at)) {
    const type = clip.toString('latin1', at + 4, at + 8);
    if (containers.includes(type)) moveChunks(clip, at + 8, at + clip.readUInt32BE(at), by);
    if (type !== 'stco') continue;
    for (let chunk = 0; chunk < clip.readUInt32BE(at + 12); chunk += 1) {
      const place = at + 16 + chunk * 4;
      clip.writeUInt32BE(clip.readUInt32BE(place) + by, place);
    }
  }
};
