import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import ffmpeg from '@ffmpeg-installer/ffmpeg';

const samples = join(import.meta.dirname, '..', '..', 'local', 'samples');

export const clip = join(samples, 'input-1-1.mp4');
export const pictures = [join(samples, 'input-1-3.jpeg'), join(samples, 'input-1-4.png')] as const;

/** The first seconds of the sample clip. */
export const shortClip = async (file: string, seconds: number): Promise<string> => {
  await promisify(execFile)(ffmpeg.path, [
    '-v',
    'error',
    '-t',
    String(seconds),
    '-i',
    clip,
    '-c',
    'copy',
    '-y',
    file,
  ]);
  return file;
};

/** Drops files onto a page, as from a folder of the desktop. */
export const drop = async (target: Locator, page: Page, ...paths: readonly string[]): Promise<void> => {
  const types: Readonly<Record<string, string>> = { mp4: 'video/mp4', jpeg: 'image/jpeg', png: 'image/png' };
  const files = await Promise.all(
    paths.map(async (path) => ({
      name: path.slice(path.lastIndexOf('/') + 1),
      type: types[path.slice(path.lastIndexOf('.') + 1)] ?? '',
      base64: (await readFile(path)).toString('base64'),
    })),
  );
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, type, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
  }, files);
  for (const event of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(event, { dataTransfer });
};

/** Where a video is, in seconds. */
export const timeOf = async (video: Locator): Promise<number> =>
  video.evaluate((element) => (element as HTMLVideoElement).currentTime);
