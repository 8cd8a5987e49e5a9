import { describe, expect, test } from '@jest/globals';
import { limits } from '../../../lambdas/contract/limits.ts';
import type { EditRequest } from '../../../lambdas/core/edit.ts';
import { DownloadFailed, UnusableMedia } from '../../../lambdas/core/errors.ts';
import type { InputMedia, InspectMedia, MediaFacts } from '../../../lambdas/core/ports.ts';
import { preflight } from '../../../lambdas/core/preflight.ts';

const clip: MediaFacts = {
  contentType: 'video/mp4',
  extension: 'mp4',
  width: 1280,
  height: 720,
  durationSeconds: 5,
  framesPerSecond: 30,
  codec: 'avc',
};
const still: MediaFacts = { contentType: 'image/png', extension: 'png', width: 600, height: 400 };
const request: EditRequest = {
  prompt: 'a quiet sea of grass',
  videoUrl: 'https://example.com/clip.mp4',
  keepAudio: false,
  imageUrls: ['https://example.com/1.png'],
  elements: [
    {
      frontalImageUrl: 'https://example.com/front.png',
      referenceImageUrls: ['https://example.com/1.png', 'https://example.com/2.png'],
    },
  ],
};

type Content = MediaFacts | Error;

/** Media at addresses, as large as given; what is not named is a good clip or picture. */
const world = (named: Readonly<Record<string, Content>> = {}, sizeBytes = 1_000) => {
  const opened: string[] = [];
  let open = 0;
  const inspected: string[] = [];
  const media: InputMedia = {
    open: async (url) => {
      opened.push(url);
      const content = named[url];
      if (content instanceof DownloadFailed) throw content;
      open += 1;
      return {
        sizeBytes,
        read: async () => new TextEncoder().encode(url),
        close: async () => {
          open -= 1;
        },
      };
    },
  };
  const inspect: InspectMedia = async (reader, kind) => {
    const url = new TextDecoder().decode(await reader.read(0, 1));
    inspected.push(url);
    const content = named[url] ?? (kind === 'video' ? clip : still);
    if (content instanceof Error) throw content;
    return content;
  };
  return { deps: { media, inspect, limits }, opened, inspected, leftOpen: () => open };
};

describe('a preflight', () => {
  test('tells what every input is, by the field that names it', async () => {
    const { deps, leftOpen } = world();
    const { inputs, faults } = await preflight(request, deps);
    expect(faults).toEqual([]);
    const { extension: _, ...clipFacts } = clip;
    expect(inputs[0]).toEqual({ path: 'video_url', sizeBytes: 1_000, ...clipFacts });
    expect(inputs.map(({ path }) => path)).toEqual([
      'video_url',
      'image_urls[0]',
      'elements[0].frontal_image_url',
      'elements[0].reference_image_urls[0]',
      'elements[0].reference_image_urls[1]',
    ]);
    expect(leftOpen()).toBe(0);
  });

  test('looks once into a picture that serves twice', async () => {
    const { deps, opened } = world();
    await preflight(request, deps);
    expect(opened.filter((url) => url.endsWith('1.png'))).toHaveLength(1);
  });

  test('names every fault of every input, and closes all of them', async () => {
    const { deps, leftOpen } = world({
      'https://example.com/clip.mp4': { ...clip, durationSeconds: 12, width: 100 },
      'https://example.com/1.png': new UnusableMedia('It is cut off'),
      'https://example.com/2.png': new DownloadFailed('The server answered 404'),
    });
    const { faults } = await preflight(request, deps);
    expect(faults).toEqual([
      { path: 'video_url', message: expect.stringContaining('lasts 12 s'), unreachable: false },
      { path: 'video_url', message: expect.stringContaining('is 100 × 720'), unreachable: false },
      { path: 'image_urls[0]', message: 'cannot be used: It is cut off', unreachable: false },
      {
        path: 'elements[0].reference_image_urls[0]',
        message: 'cannot be used: It is cut off',
        unreachable: false,
      },
      {
        path: 'elements[0].reference_image_urls[1]',
        message: 'cannot be fetched: The server answered 404',
        unreachable: true,
      },
    ]);
    expect(leftOpen()).toBe(0);
  });

  test('does not look into what is too large', async () => {
    const { deps, inspected } = world({}, 300_000_000);
    const { faults } = await preflight({ ...request, imageUrls: [], elements: [] }, deps);
    expect(faults).toEqual([
      { path: 'video_url', message: expect.stringContaining('has 300 MB'), unreachable: false },
    ]);
    expect(inspected).toEqual([]);
  });

  test('is no verdict where our own side fails', async () => {
    const { deps } = world({ 'https://example.com/clip.mp4': new Error('S3 is down') });
    await expect(preflight(request, deps)).rejects.toThrow('S3 is down');
  });
});
