import { describe, expect, it } from '@jest/globals';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { checkClip, checkPicture } from '../../../local/stand-in/check-media.ts';
import { factsOf } from './media.ts';

const names = ['input-1-1.mp4', 'input-1-2.png', 'input-1-3.jpeg', 'input-1-4.png'] as const;
const sample = (name: string) => fileURLToPath(new URL(`../../../local/samples/${name}`, import.meta.url));

describe('the samples', () => {
  it('are inputs the provider takes', async () => {
    const [clip, ...pictures] = names;
    expect(await checkClip(sample(clip))).toMatchObject({ width: 1280, height: 720, audioCodec: 'aac' });
    expect(await factsOf(sample(clip))).toMatchObject({ codec: 'avc', frames: 125, framesPerSecond: 25 });
    for (const picture of pictures) await checkPicture(sample(picture));
  });

  it('are small enough to live in the repository', async () => {
    const sizes = await Promise.all(names.map(async (name) => (await stat(sample(name))).size));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(1_200_000);
  });
});
