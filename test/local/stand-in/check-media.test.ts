import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkClip, checkPicture } from '../../../local/stand-in/check-media.ts';
import { ffmpeg, makeClip, makeClipWithSound, makePicture } from './media.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-media-'));
});
afterAll(() => rm(folder, { recursive: true }));

const plain = (size: string, rate: string, seconds: number) => `color=gray:s=${size}:r=${rate}:d=${seconds}`;

describe('a clip', () => {
  it.each([
    ['the shortest', '1280x720', '25', 3],
    ['the longest', '720x720', '40', 10.05],
    ['the largest', '2160x2160', '24', 3],
    ["film's own rate", '1280x720', '24000/1001', 3.1],
  ])('may be %s', async (name, size, rate, seconds) => {
    const path = makeClip(join(folder, `${name}.mp4`), plain(size, rate, seconds));
    const [width, height] = size.split('x').map(Number);
    expect(await checkClip(path)).toMatchObject({ width, height, audioCodec: undefined });
  });

  it('is judged as it is shown, sound included', async () => {
    const wide = makeClipWithSound(join(folder, 'wide.mp4'), plain('1280x720', '25', 3), 3);
    const upright = join(folder, 'upright.mov');
    ffmpeg('-i', wide, '-c', 'copy', '-metadata:s:v', 'rotate=90', upright);
    expect(await checkClip(upright)).toMatchObject({ width: 720, height: 1280, audioCodec: 'aac' });
  });

  it.each([
    ['too short', '1280x720', '25', 2.8, 'is 2.80 s long; it must be 3 to 10 s'],
    ['too long', '1280x720', '25', 11, 'is 11.00 s long; it must be 3 to 10 s'],
    ['too small', '768x432', '25', 3, 'is 768x432; each side must be 720 to 2160 pixels'],
    ['too wide', '2400x720', '25', 3, 'is 2400x720; each side must be 720 to 2160 pixels'],
    ['too slow', '1280x720', '12', 3, 'has 12.00 frames a second; it must have 24 to 60'],
    ['too fast', '1280x720', '72', 3, 'has 72.00 frames a second; it must have 24 to 60'],
  ])('may not be %s', async (name, size, rate, seconds, words) => {
    const path = makeClip(join(folder, `${name}.mp4`), plain(size, rate, seconds));
    await expect(checkClip(path)).rejects.toThrow(words);
  });

  it('has to be an mp4 or mov file with video in it', async () => {
    const avi = makeClip(join(folder, 'clip.avi'), plain('1280x720', '25', 3));
    await expect(checkClip(avi)).rejects.toThrow('is not a readable .mp4 or .mov file');
    const sound = join(folder, 'sound.mp4');
    ffmpeg('-f', 'lavfi', '-i', 'sine=d=4', '-c:a', 'aac', sound);
    await expect(checkClip(sound)).rejects.toThrow('holds no video');
  });
});

describe('a picture', () => {
  it.each([
    ['the smallest', 'smallest.png', '300x300'],
    ['the widest', 'widest.jpg', '750x300'],
    ['the tallest', 'tallest.jpeg', '300x750'],
  ])('may be %s', async (_, name, size) => {
    await expect(
      checkPicture(makePicture(join(folder, name), `color=red:s=${size}`)),
    ).resolves.toBeUndefined();
  });

  it.each([
    ['too small', 'a.png', '298x400', 'is 298x400; each side must be at least 300 pixels'],
    ['too wide', 'b.png', '780x300', 'has an aspect ratio of 2.60; it must be 0.40 to 2.50'],
    ['too tall', 'c.jpg', '300x780', 'has an aspect ratio of 0.38; it must be 0.40 to 2.50'],
    ['of another kind', 'd.gif', '400x400', 'is not a png or jpeg picture'],
  ])('may not be %s', async (_, name, size, words) => {
    await expect(checkPicture(makePicture(join(folder, name), `color=red:s=${size}`))).rejects.toThrow(words);
  });

  it('may not be a page that says it is one', async () => {
    await writeFile(join(folder, 'page.jpg'), '<html></html>');
    await expect(checkPicture(join(folder, 'page.jpg'))).rejects.toThrow('is not a png or jpeg picture');
  });
});
