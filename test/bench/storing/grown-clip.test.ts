import { describe, expect, it } from '@jest/globals';
import { grownClip } from '../../fakes/grown-clip.ts';
import { inspectMedia } from '../../../lambdas/adapters/media/inspect-media.ts';

describe('a clip of any size', () => {
  it('is one whose last pictures lie at its end', async () => {
    const clip = await grownClip(10_000_000);
    const reads: number[] = [];
    const read = async (start: number, end: number): Promise<Uint8Array> => {
      reads.push(start);
      const pieces: Uint8Array[] = [];
      for (let at = start; at < end; at += pieces.at(-1)?.byteLength ?? Infinity)
        pieces.push(clip.piece(at, end));
      return Buffer.concat(pieces);
    };
    expect(await inspectMedia({ sizeBytes: clip.sizeBytes, read }, 'video')).toMatchObject({
      contentType: 'video/mp4',
      durationSeconds: 5,
    });
    expect(Math.max(...reads)).toBeGreaterThan(9_900_000);
  });

  it('cannot be smaller than the sample', async () => {
    await expect(grownClip(1_000)).rejects.toThrow('a clip has at least');
  });
});
