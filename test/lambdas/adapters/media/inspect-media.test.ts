import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inspectMedia, mediaInspector } from '../../../../lambdas/adapters/media/inspect-media.ts';
import { inspectVideoApart } from '../../../../lambdas/adapters/media/video-inspector.ts';
import { NotLookedInto, UnusableMedia } from '../../../../lambdas/core/errors.ts';
import type { MediaReader } from '../../../../lambdas/core/ports.ts';
import { bytesReader } from './bytes-reader.ts';
import { h264, indexFirst, mediaFolder, picture, sound, turned, type MakeMedia } from './clips.ts';

let make: MakeMedia;
let remove: () => Promise<void>;
let first: Buffer;
let last: Buffer;
let silent: Buffer;
beforeAll(async () => {
  ({ make, remove } = await mediaFolder());
  [first, last, silent] = await Promise.all([
    make('first.mp4', ...picture(), ...sound(), ...h264, '-c:a', 'aac', ...indexFirst),
    make('last.mp4', ...picture(), ...sound(), ...h264, '-c:a', 'aac'),
    make('silent.mp4', ...picture(), ...h264, ...indexFirst),
  ]);
}, 30_000);
afterAll(() => remove());

describe('a video', () => {
  test('tells its size and length, wherever its index is', async () => {
    for (const clip of [first, last, silent]) {
      const facts = await inspectMedia(bytesReader(clip), 'video');
      expect(facts).toMatchObject({ contentType: 'video/mp4', extension: 'mp4', width: 160, height: 96 });
      expect(facts.durationSeconds).toBeCloseTo(2, 1);
    }
  });

  test('may be a mov', async () => {
    const clip = await make('clip.mov', ...picture(1), ...h264);
    expect(await inspectMedia(bytesReader(clip), 'video')).toEqual({
      contentType: 'video/quicktime',
      extension: 'mov',
      width: 160,
      height: 96,
      durationSeconds: 1,
      framesPerSecond: 12,
      codec: 'avc',
    });
  });

  test('may come in fragments', async () => {
    const clip = await make(
      'f.mp4',
      ...picture(),
      ...h264,
      '-movflags',
      'frag_keyframe+empty_moov',
      '-g',
      '6',
    );
    expect(await inspectMedia(bytesReader(clip), 'video')).toMatchObject({ width: 160, height: 96 });
    await expect(inspectMedia(bytesReader(clip.subarray(0, clip.length - 900)), 'video')).rejects.toThrow(
      UnusableMedia,
    );
  });

  test('is measured as it is shown', async () => {
    expect(await inspectMedia(bytesReader(turned(silent, 96)), 'video')).toMatchObject({
      width: 96,
      height: 160,
    });
  });

  test('is judged without being read whole', async () => {
    const clip = await make('long.mp4', ...picture(60), ...h264, '-g', '12', '-b:v', '2M', ...indexFirst);
    const media = bytesReader(clip);
    await inspectMedia(media, 'video');
    expect(media.reads()).toBeLessThan(clip.byteLength / 2);
  });

  test.each([1, 20, 400, 3_000, 12_000])('fault 44: cut off by %d bytes is unusable', async (missing) => {
    for (const clip of [first, last, silent]) {
      const cut = clip.subarray(0, clip.byteLength - missing);
      await expect(inspectMedia(bytesReader(cut), 'video')).rejects.toThrow(UnusableMedia);
    }
  });

  test('fault 44: cut off anywhere is unusable', async () => {
    for (let length = 0; length < silent.byteLength; length += 97) {
      await expect(inspectMedia(bytesReader(silent.subarray(0, length)), 'video')).rejects.toThrow(
        UnusableMedia,
      );
    }
  });

  test.each([
    ['0 bytes', ''],
    ['HTML', '<!doctype html><html><body>Gone</body></html>'],
    ['JSON', '{"error_code":404001,"error_message":"gone"}'],
    ['zeros', '\0'.repeat(5_000)],
  ])('fault 44: %s is unusable', async (_case, text) => {
    for (const kind of ['video', 'image'] as const) {
      await expect(inspectMedia(bytesReader(Buffer.from(text)), kind)).rejects.toThrow(UnusableMedia);
    }
  });

  test('is more than sound', async () => {
    const noise = await make('noise.mp4', ...sound(1), '-c:a', 'aac');
    await expect(inspectMedia(bytesReader(noise), 'video')).rejects.toThrow('no video track');
  });

  test('is no other container and no picture', async () => {
    const [avi, still] = [
      await make('a.avi', ...picture(1)),
      await make('a.png', ...picture(1), '-frames:v', '1'),
    ];
    for (const other of [avi, still]) {
      await expect(inspectMedia(bytesReader(other), 'video')).rejects.toThrow('neither an mp4 nor a mov');
    }
  });
});

describe('a picture', () => {
  test.each([
    ['jpg', 'image/jpeg'],
    ['png', 'image/png'],
  ])('may be a %s', async (extension, contentType) => {
    const bytes = await make(`still.${extension}`, ...picture(1), '-frames:v', '1');
    expect(await inspectMedia(bytesReader(bytes), 'image')).toEqual({
      contentType,
      extension,
      width: 160,
      height: 96,
    });
    const cut = bytes.subarray(0, bytes.byteLength - 100);
    await expect(inspectMedia(bytesReader(cut), 'image')).rejects.toThrow('cut off');
    const trailed = Buffer.concat([bytes, Buffer.alloc(300)]);
    expect(await inspectMedia(bytesReader(trailed), 'image')).toMatchObject({ width: 160 });
  });

  test('may be a webp', async () => {
    // The smallest lossless one: a single pixel.
    const bytes = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');
    expect(await inspectMedia(bytesReader(bytes), 'image')).toEqual({
      contentType: 'image/webp',
      extension: 'webp',
      width: 1,
      height: 1,
    });
    await expect(inspectMedia(bytesReader(bytes.subarray(0, 32)), 'image')).rejects.toThrow('cut off');
  });

  test('is no gif and no video', async () => {
    const gif = await make('a.gif', ...picture(1));
    for (const other of [gif, first]) {
      await expect(inspectMedia(bytesReader(other), 'image')).rejects.toThrow('no jpg, png or webp');
    }
  });

  test('of hostile size is told by its first bytes', async () => {
    const bytes = await make('huge.png', ...picture(1), '-frames:v', '1');
    bytes.writeUInt32BE(100_000, 16);
    bytes.writeUInt32BE(100_000, 20);
    expect(await inspectMedia(bytesReader(bytes), 'image')).toMatchObject({
      width: 100_000,
      height: 100_000,
    });
  });
});

describe('looking', () => {
  test('says nothing of a video whose process had no time to begin', async () => {
    const out = new AbortController();
    const look = inspectVideoApart(bytesReader(first), out.signal);
    out.abort(new UnusableMedia('It cannot be judged'));
    await expect(look).rejects.toThrow(NotLookedInto);
  });

  test('gives up on a video for the reason it is told, once its process has begun', async () => {
    const out = new AbortController();
    const reading: MediaReader = {
      sizeBytes: first.byteLength,
      read: async () => {
        out.abort(new UnusableMedia('It cannot be judged'));
        return first;
      },
    };
    await expect(inspectVideoApart(reading, out.signal)).rejects.toThrow('It cannot be judged');
  });

  test('is over when the byte budget is', async () => {
    const media = bytesReader(last);
    const inspect = mediaInspector({ maxReadBytes: 500 });
    await expect(inspect(media, 'video')).rejects.toThrow('cannot be judged by 500 of its bytes');
    expect(media.reads()).toBeLessThanOrEqual(500);
  });

  test('is over at the deadline', async () => {
    const media: MediaReader = { sizeBytes: 1_000, read: () => new Promise(() => undefined) };
    const inspect = mediaInspector({ deadlineMs: 30 });
    await expect(inspect(media, 'image')).rejects.toThrow('cannot be judged within 0.03 s');
  });

  test('of a video that never comes has an end, too', async () => {
    const media: MediaReader = { sizeBytes: 1_000, read: () => new Promise(() => undefined) };
    await expect(mediaInspector({ deadlineMs: 1 })(media, 'video')).rejects.toThrow();
  });

  test('fails as reading did, which says nothing about the media', async () => {
    const down = new Error('503 Slow Down');
    for (const kind of ['video', 'image'] as const) {
      let reads = 0;
      const media: MediaReader = {
        sizeBytes: first.byteLength,
        read: (start, end) => {
          reads += 1;
          return reads > 1 ? Promise.reject(down) : Promise.resolve(first.subarray(start, end));
        },
      };
      const failure = inspectMedia(
        kind === 'video' ? media : { ...media, read: () => Promise.reject(down) },
        kind,
      );
      await expect(failure).rejects.toBe(down);
    }
  });

  test('fault 63: gives each of 1,500 mutants of a picture a verdict', async () => {
    const stills = [
      await make('m.jpg', ...picture(1), '-frames:v', '1'),
      await make('m.png', ...picture(1), '-frames:v', '1'),
    ];
    let seed = 11;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let mutant = 0; mutant < 1_500; mutant += 1) {
      const bytes = Buffer.from(stills[mutant % 2] ?? []);
      bytes[random(Math.min(bytes.byteLength, 700))] = random(256);
      await inspectMedia(bytesReader(bytes), 'image').catch((error: unknown) => {
        expect(error).toBeInstanceOf(UnusableMedia);
      });
    }
  });
});
