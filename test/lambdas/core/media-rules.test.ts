import { describe, expect, test } from '@jest/globals';
import { limits, withRelaxed } from '../../../lambdas/contract/limits.ts';
import { mediaFaults, sizeFault, type SizedMedia } from '../../../lambdas/core/media-rules.ts';

const clip: SizedMedia = {
  contentType: 'video/mp4',
  extension: 'mp4',
  sizeBytes: 1_000_000,
  width: 1280,
  height: 720,
  durationSeconds: 5,
  framesPerSecond: 30,
  codec: 'avc',
};
const picture: SizedMedia = {
  contentType: 'image/png',
  extension: 'png',
  sizeBytes: 100_000,
  width: 600,
  height: 400,
};
const page = "(the model's page at RunComfy)";
const rate = "(fal.ai's reference of the model; setting limits.clipFramesPerSecond relaxes it)";

describe('a clip', () => {
  test.each<[string, Partial<SizedMedia>]>([
    ['of 3 s', { durationSeconds: 3 }],
    ['of 3 s by a clock that is a bit fast', { durationSeconds: 2.996 }],
    ['of 10.05 s', { durationSeconds: 10.05 }],
    ['of the smallest sides', { width: 720, height: 720 }],
    ['of the largest sides', { width: 2160, height: 2160 }],
    ['that stands upright', { width: 720, height: 1280 }],
    ['of film', { framesPerSecond: 23.976 }],
    ['of the most frames', { framesPerSecond: 60.2 }],
    ['that is a mov', { extension: 'mov', codec: 'hevc' }],
  ])('fault 64: %s is taken', (_what, facts) => {
    expect(mediaFaults('video', { ...clip, ...facts }, limits)).toEqual([]);
  });

  test.each<[Partial<SizedMedia>, string]>([
    [{ durationSeconds: 2 }, `lasts 2 s, and must last 3 to 10.05 s ${page}`],
    [{ durationSeconds: 10.06 }, `lasts 10.06 s, and must last 3 to 10.05 s ${page}`],
    [{ durationSeconds: undefined }, `lasts 0 s, and must last 3 to 10.05 s ${page}`],
    [{ width: 719 }, `is 719 × 720, and each side must have 720 to 2160 pixels, as it is shown ${page}`],
    [
      { width: 3840, height: 2160 },
      `is 3840 × 2160, and each side must have 720 to 2160 pixels, as it is shown ${page}`,
    ],
    [{ framesPerSecond: 23.4 }, `has 23.4 frames a second, and must have 24 to 60 ${rate}`],
    [{ framesPerSecond: 120 }, `has 120 frames a second, and must have 24 to 60 ${rate}`],
    [{ extension: 'webm' }, `is a webm, and must be a mp4 or a mov ${page}`],
  ])('fault 64: of %j is told so, with the limit and its source', (facts, fault) => {
    expect(mediaFaults('video', { ...clip, ...facts }, limits)).toEqual([fault]);
  });

  test('is told everything at once', () => {
    const faults = mediaFaults(
      'video',
      { ...clip, durationSeconds: 20, height: 480, framesPerSecond: 12 },
      limits,
    );
    expect(faults).toHaveLength(3);
  });

  test('fault 64: of more than 200 MB is told so before it is looked into', () => {
    expect(sizeFault('video', 200_000_000, limits)).toBeUndefined();
    expect(sizeFault('video', 200_000_001, limits)).toBe(
      `has 200.01 MB, and may have at most 200 MB ${page}`,
    );
  });
});

describe('a picture', () => {
  test.each<[string, Partial<SizedMedia>]>([
    ['of the smallest sides', { width: 300, height: 300 }],
    ['of the lowest aspect', { width: 400, height: 1000 }],
    ['of the highest aspect', { width: 1000, height: 400 }],
    ['that is a jpg', { extension: 'jpg' }],
  ])('%s is taken', (_what, facts) => {
    expect(mediaFaults('image', { ...picture, ...facts }, limits)).toEqual([]);
  });

  test.each<[Partial<SizedMedia>, string]>([
    [{ height: 299 }, `is 600 × 299, and each side must have at least 300 pixels ${page}`],
    [{ width: 1001 }, `is 1001 × 400, 2.50 times as wide as high, and must be 0.4 to 2.5 times ${page}`],
    [
      { extension: 'webp' },
      "is a webp, and must be a jpg or a png (fal.ai's reference of the model; setting limits.pictureFormats relaxes it)",
    ],
  ])('of %j is told so', (facts, fault) => {
    expect(mediaFaults('image', { ...picture, ...facts }, limits)).toEqual([fault]);
  });

  test('of more than 10 MB is told so before it is looked into', () => {
    expect(sizeFault('image', 10_000_000, limits)).toBeUndefined();
    expect(sizeFault('image', 12_345_678, limits)).toBe(`has 12.35 MB, and may have at most 10 MB ${page}`);
  });
});

describe('a setting', () => {
  test('relaxes what the provider does not publish', () => {
    const relaxed = withRelaxed({
      clipFramesPerSecond: { min: 12, max: 120 },
      pictureFormats: ['jpg', 'png', 'webp'],
    });
    expect(mediaFaults('video', { ...clip, framesPerSecond: 120 }, relaxed)).toEqual([]);
    expect(mediaFaults('image', { ...picture, extension: 'webp' }, relaxed)).toEqual([]);
    expect(mediaFaults('video', { ...clip, framesPerSecond: 121 }, relaxed)).toEqual([
      `has 121 frames a second, and must have 12 to 120 ${rate}`,
    ]);
  });

  test('that is absent leaves everything as it is', () => {
    expect(withRelaxed({})).toEqual(limits);
  });
});
