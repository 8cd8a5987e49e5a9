import { expect, test } from '@jest/globals';
import { mediaInspector } from '../../../../lambdas/adapters/media/inspect-media.ts';
import { NotLookedInto, UnusableMedia } from '../../../../lambdas/core/errors.ts';
import { bytesReader } from './bytes-reader.ts';
import { h264, indexFirst, mediaFolder, picture } from './clips.ts';

test('fault 62: gives each of 1,500 mutants of a clip a verdict', async () => {
  const { make, remove } = await mediaFolder();
  const clip = await make('clip.mp4', ...picture(), ...h264, ...indexFirst);
  await remove();
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const inspect = mediaInspector({ deadlineMs: 800 });
  // A machine that is busy with other tests may not come to it in time.
  const look = async (bytes: Buffer): Promise<unknown> =>
    inspect(bytesReader(bytes), 'video').catch(async (error: unknown) => {
      if (error instanceof NotLookedInto) return look(bytes);
      throw error;
    });
  const start = clip.indexOf('moov');
  const length = clip.indexOf('mdat') - start;
  const verdicts = { usable: 0, unusable: 0 };
  for (let mutant = 0; mutant < 1_500; mutant += 1) {
    const bytes = Buffer.from(clip);
    bytes[start + random(length)] = random(256);
    await look(bytes).then(
      () => (verdicts.usable += 1),
      (error: unknown) => {
        expect(error).toBeInstanceOf(UnusableMedia);
        verdicts.unusable += 1;
      },
    );
  }
  expect(verdicts.usable + verdicts.unusable).toBe(1_500);
  expect(verdicts.usable).toBeGreaterThan(0);
  expect(verdicts.unusable).toBeGreaterThan(0);
}, 300_000);
