import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkClip } from '../../../local/stand-in/check-media.ts';
import { editClip } from '../../../local/stand-in/edit-clip.ts';
import {
  differenceOf,
  factsOf,
  ffmpeg,
  makeClip,
  makeClipWithSound,
  makePicture,
  pixelsOf,
} from './media.ts';

jest.setTimeout(60_000);

let folder: string;
let made = 0;
let scene: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edit-clip-'));
  scene = makeClipWithSound(join(folder, 'scene.mp4'), 'testsrc2=s=720x720:r=25:d=3', 3);
});
afterAll(() => rm(folder, { recursive: true }));

interface Wish {
  readonly prompt?: string;
  readonly keepAudio?: boolean;
  readonly backdrops?: readonly string[];
  readonly subjects?: readonly string[];
}

const edited = async (path: string, wish: Wish = {}): Promise<string> => {
  made += 1;
  const output = join(folder, `edited-${made}.mp4`);
  await editClip(
    {
      clip: { path, ...(await checkClip(path)) },
      prompt: 'x',
      keepAudio: false,
      backdrops: [],
      subjects: [],
      ...wish,
    },
    output,
    join(folder, `work-${made}`),
    new AbortController().signal,
  );
  return output;
};

describe('an edited clip', () => {
  it.each(['black', 'white', 'gray', '0xc08040'])('is far from a clip that is all %s', async (colour) => {
    const clip = makeClip(join(folder, `${colour}.mp4`), `color=${colour}:s=720x720:r=24:d=3`);
    expect(differenceOf(pixelsOf(await edited(clip)), pixelsOf(clip))).toBeGreaterThan(15);
  });

  it('looks different for each prompt and each picture, and the same for the same', async () => {
    const warm = makePicture(join(folder, 'warm.png'), 'color=0xff6600:s=400x400');
    const cold = makePicture(join(folder, 'cold.png'), 'color=0x0033aa:s=400x400');
    const prompt = 'Transform the landscape';
    const looks = {
      plain: await edited(scene, { prompt }),
      again: await edited(scene, { prompt }),
      otherPrompt: await edited(scene, { prompt: 'A neon city at night' }),
      warm: await edited(scene, { prompt, backdrops: [warm] }),
      cold: await edited(scene, { prompt, backdrops: [cold] }),
      subject: await edited(scene, { prompt, backdrops: [cold], subjects: [warm] }),
    };
    const original = pixelsOf(scene);
    const { again, ...different } = Object.fromEntries(
      Object.entries(looks).map(([name, path]) => [name, pixelsOf(path)]),
    );
    expect(again).toEqual(different['plain']);
    const all = Object.entries({ ...different, original });
    for (const [index, [name, pixels]] of all.entries())
      for (const [otherName, others] of all.slice(index + 1))
        expect({ name, otherName, clear: differenceOf(pixels, others) > (name === 'cold' ? 3 : 10) }).toEqual(
          {
            name,
            otherName,
            clear: true,
          },
        );
  });

  it('keeps an upright phone clip upright, with its rate and its sound when asked', async () => {
    const ntsc = makeClipWithSound(join(folder, 'ntsc.mp4'), 'testsrc2=s=1280x720:r=30000/1001:d=3.1', 3.1);
    const upright = join(folder, 'upright.mov');
    ffmpeg('-i', ntsc, '-c', 'copy', '-metadata:s:v', 'rotate=90', upright);
    const before = await factsOf(upright);
    const after = await factsOf(await edited(upright, { keepAudio: true }));
    expect(before).toMatchObject({ rotation: 270, framesPerSecond: 29.97 });
    expect(after).toMatchObject({
      codec: 'avc',
      width: 720,
      height: 1280,
      rotation: 0,
      frames: before.frames,
      framesPerSecond: 29.97,
      sound: 'aac',
    });
    expect(Math.abs(after.seconds - before.seconds)).toBeLessThan(1 / 30);
  });

  it('has no sound unless asked, and none where there was none', async () => {
    const silent = makeClip(join(folder, 'silent.mp4'), 'testsrc2=s=720x720:r=24:d=3');
    expect((await factsOf(await edited(scene))).sound).toBeUndefined();
    expect((await factsOf(await edited(silent, { keepAudio: true }))).sound).toBeUndefined();
  });

  it('keeps the frames of a variable rate, and turns foreign sound into aac', async () => {
    const variable = join(folder, 'variable.mov');
    const uneven = "select='not(mod(n,2))+lt(mod(n,40),10)'";
    ffmpeg(
      ...[
        '-f',
        'lavfi',
        '-i',
        'testsrc2=s=720x720:r=60:d=3.2',
        '-f',
        'lavfi',
        '-i',
        'sine=d=3',
        '-vf',
        uneven,
      ],
      ...['-vsync', 'vfr', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'pcm_s16le', variable],
    );
    const before = await factsOf(variable);
    const after = await factsOf(await edited(variable, { keepAudio: true }));
    expect(after).toMatchObject({ frames: before.frames, sound: 'aac' });
    expect(Math.abs(after.seconds - before.seconds)).toBeLessThan(1 / 30);
  });

  it('leaves no working files', async () => {
    expect((await readdir(folder)).filter((name) => name.startsWith('work-'))).toEqual([]);
  });
});
