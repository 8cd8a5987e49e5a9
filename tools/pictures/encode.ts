import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';

export interface Frame {
  /** Of a PNG. */
  readonly path: string;
  readonly milliseconds: number;
}

const run = async (...args: readonly string[]): Promise<void> => {
  await promisify(execFile)(ffmpeg.path, ['-v', 'error', '-y', ...args]);
};

const inFolder = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-encode-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** A PNG as WebP, by its path. */
export const convert = async (png: Uint8Array, path: string): Promise<void> =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'still.png'), png);
    await run('-i', join(folder, 'still.png'), '-c:v', 'libwebp', '-quality', '86', path);
  });

/** Frames as an animation without end, in WebP, in which each is shown as long as it says. */
export const animate = async (
  frames: readonly Frame[],
  { width, path }: { readonly width: number; readonly path: string },
): Promise<void> =>
  inFolder(async (folder) => {
    const list = frames.map((frame) => `file '${frame.path}'\nduration ${frame.milliseconds / 1_000}`);
    // What is last in the list is shown for no time.
    const last = `file '${frames.at(-1)?.path ?? ''}'`;
    await writeFile(join(folder, 'frames.txt'), [...list, last, ''].join('\n'));
    await run(
      ...['-f', 'concat', '-safe', '0', '-i', join(folder, 'frames.txt')],
      ...['-vf', `scale=${width}:-2:flags=lanczos`, '-vsync', 'vfr'],
      ...['-c:v', 'libwebp_anim', '-quality', '80', '-compression_level', '6', '-loop', '0', path],
    );
  });
