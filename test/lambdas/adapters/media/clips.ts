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
