import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';

const run = promisify(execFile);

/** Makes media with ffmpeg. `name` decides on the container. */
export type MakeMedia = (name: string, ...options: readonly string[]) => Promise<Buffer>;

export const mediaFolder = async (): Promise<{ make: MakeMedia; remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'clips-'));
  return {
    make: async (name, ...options) => {
      const path = join(folder, name);
      await run(ffmpeg.path, ['-loglevel', 'error', '-y', ...options, path]);
      return readFile(path);
    },
    remove: () => rm(folder, { recursive: true }),
  };
};

export const picture = (seconds = 2): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc=size=160x96:rate=12:duration=${seconds}`],
];
export const sound = (seconds = 2): string[] => ['-f', 'lavfi', '-i', `sine=duration=${seconds}`];
export const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-pix_fmt', 'yuv420p'];
export const indexFirst = ['-movflags', '+faststart'];

/** The clip with its pictures turned by 90°, as a phone that stood upright writes it. @param height of the pictures */
export const turned = (clip: Buffer, height: number): Buffer => {
  const copy = Buffer.from(clip);
  // The matrix of the track header: 90° clockwise in place of none.
  const plain = Buffer.from('00010000000000000000000000000000000100000000000000000000000000004000', 'hex');
  const at = copy.indexOf(plain, copy.indexOf('tkhd'));
  const matrix = [0, 0x10000, 0, -0x10000, 0, 0, height * 0x10000, 0, 0x40000000];
  matrix.forEach((value, place) => copy.writeInt32BE(value, at + place * 4));
  return copy;
};

/** The clip with so many bytes more that mean nothing, between pictures and index where that is last. */
export const padded = (clip: Buffer, bytes: number): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(bytes);
  head.write('free', 4, 'latin1');
  const padding = Buffer.concat([head], bytes);
  const index = clip.indexOf('moov') - 4;
  const at = index > clip.indexOf('mdat') ? index : clip.byteLength;
  return Buffer.concat([clip.subarray(0, at), padding, clip.subarray(at)]);
};
