import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { inputMedia } from '../../../../lambdas/adapters/media/input-media.ts';
import { inspectMedia } from '../../../../lambdas/adapters/media/inspect-media.ts';
import { limits } from '../../../../lambdas/contract/limits.ts';
import { preflight, type Preflight } from '../../../../lambdas/core/preflight.ts';
import { attacks, controls, zone } from '../public-network/attacks.ts';
import { ownNetwork, type OwnNetwork } from '../public-network/network.ts';
import { h264, indexFirst, mediaFolder, padded, sound, turned, type MakeMedia } from './clips.ts';
import { giveRange, giveWhole, mediaServer, type MediaServer } from './media-server.ts';

const noObjects = async () => {
  throw new Error('there is no bucket');
};
const media = inputMedia({ openObject: noObjects, loopbackHttp: true, totalMs: 4_000 });
const looking = { media, inspect: inspectMedia, limits };
const nothing = { prompt: 'a quiet sea of grass', keepAudio: false, imageUrls: [], elements: [] };

let make: MakeMedia;
let remove: () => Promise<void>;
let server: MediaServer;
let clip: Buffer;
let still: Buffer;
const filmed = (size: string, rate: number, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc=size=${size}:rate=${rate}:duration=${seconds}`],
];
const quick = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '40', '-pix_fmt', 'yuv420p'];

beforeAll(async () => {
  ({ make, remove } = await mediaFolder());
  server = await mediaServer();
  [clip, still] = await Promise.all([
    make('clip.mp4', ...filmed('1280x720', 24, 3), ...sound(3), ...h264, '-c:a', 'aac', ...indexFirst),
    make('still.png', ...filmed('640x360', 1, 1), '-frames:v', '1'),
  ]);
}, 60_000);
afterAll(async () => {
  await server.close();
  await remove();
});
afterEach(() => {
  server.journal.length = 0;
});

const lookAt = async (url: string): Promise<Preflight> => preflight({ ...nothing, videoUrl: url }, looking);
const lookAtPicture = async (url: string): Promise<Preflight> => {
  const { inputs, faults } = await preflight(
    { ...nothing, videoUrl: server.hold('clip.mp4', clip), imageUrls: [url] },
    looking,
  );
  return { inputs: inputs.slice(1), faults };
};
const faultsOf = async (url: string): Promise<readonly string[]> => {
  const began = performance.now();
  const { faults } = await lookAt(url);
  expect(performance.now() - began).toBeLessThan(5_000);
  return faults.map(({ message }) => message);
};

describe('a clip at an address', () => {
  test('tells what it is', async () => {
    const { inputs, faults } = await lookAt(server.hold('clip.mp4', clip));
    expect(faults).toEqual([]);
    expect(inputs).toEqual([
      {
        path: 'video_url',
        contentType: 'video/mp4',
        sizeBytes: clip.byteLength,
        width: 1280,
        height: 720,
        durationSeconds: expect.closeTo(3, 1),
        framesPerSecond: 24,
        codec: 'avc',
      },
    ]);
  });

  test('of 50 MB is not read whole, wherever its index is', async () => {
    const last = await make('last.mp4', ...filmed('1280x720', 24, 3), ...quick);
    for (const large of [padded(clip, 50_000_000), padded(last, 50_000_000)]) {
      const before = server.sent();
      server.journal.length = 0;
      expect((await lookAt(server.hold('large.mp4', large))).faults).toEqual([]);
      expect(server.sent() - before).toBeLessThan(1_000_000);
      expect(server.journal.length).toBeLessThan(8);
    }
  });

  test('may have a name that means something in addresses', async () => {
    const { faults } = await lookAt(server.hold('a+b%20 ü?.mp4', clip));
    expect(faults).toEqual([]);
  });

  test.each<[string, string[], string]>([
    ['2s.mp4', [...filmed('1280x720', 24, 2), ...quick], 'lasts 2 s, and must last 3 to 10.05 s'],
    ['11s.mp4', [...filmed('1280x720', 24, 11), ...quick], 'lasts 11 s, and must last 3 to 10.05 s'],
    ['480p.mp4', [...filmed('854x480', 24, 3), ...quick], 'is 854 × 480, and each side must have 720'],
    ['4k.mp4', [...filmed('3840x2160', 24, 3), ...quick], 'is 3840 × 2160, and each side must have 720'],
    ['12fps.mp4', [...filmed('1280x720', 12, 3), ...quick], 'has 12 frames a second, and must have 24 to 60'],
    ['a.avi', filmed('1280x720', 24, 3), 'neither an mp4 nor a mov'],
  ])(
    'fault 64: %s is refused with the limit and the value found',
    async (name, options, message) => {
      const bytes = await make(name, ...options);
      expect(await faultsOf(server.hold(name, bytes))).toEqual([expect.stringContaining(message)]);
    },
    20_000,
  );

  test('fault 64: of 300 MB is refused before it is looked into', async () => {
    const url = server.hold('300mb.mp4', (_request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 0-65535/300000000' });
      response.write(clip.subarray(0, 65_536));
      response.end();
    });
    expect(await faultsOf(url)).toEqual([expect.stringContaining('has 300 MB, and may have at most 200 MB')]);
    expect(server.journal).toHaveLength(1);
  });

  test('fault 64: from a phone is judged as it is shown', async () => {
    const lying = await make('phone.mov', ...filmed('1280x720', 30, 3), ...quick);
    const upright = turned(lying, 720);
    const { inputs, faults } = await lookAt(server.hold('phone.mov', upright));
    expect(faults).toEqual([]);
    expect(inputs).toEqual([
      expect.objectContaining({ width: 720, height: 1280, contentType: 'video/quicktime' }),
    ]);
  });

  test('fault 64: of a variable frame rate is judged by its average', async () => {
    // Every second frame of the first half is missing: 18 frames a second there, 36 in the rest.
    const sparse = await make(
      'vfr.mp4',
      ...filmed('1280x720', 36, 4),
      '-vf',
      "select='gte(t,2)+mod(n,2)'",
      '-vsync',
      'vfr',
      ...quick,
    );
    const { inputs, faults } = await lookAt(server.hold('vfr.mp4', sparse));
    expect(faults).toEqual([]);
    expect(inputs[0]?.framesPerSecond).toBeCloseTo(27, 0);
  });

  test('may be a HEVC mov', async () => {
    const hevc = await make(
      'hevc.mov',
      ...filmed('1280x720', 24, 3),
      ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error', '-tag:v', 'hvc1'],
      ...['-pix_fmt', 'yuv420p'],
    );
    const { inputs, faults } = await lookAt(server.hold('hevc.mov', hevc));
    expect(faults).toEqual([]);
    expect(inputs).toEqual([expect.objectContaining({ codec: 'hevc', contentType: 'video/quicktime' })]);
  }, 20_000);

  test('that is cut off, is text, or is empty is refused', async () => {
    const cut = server.hold('cut.mp4', clip.subarray(0, clip.byteLength - 5_000));
    expect(await faultsOf(cut)).toEqual([expect.stringContaining('track is cut off')]);
    const text = server.hold('text.mp4', Buffer.from('this is no clip'));
    expect(await faultsOf(text)).toEqual([expect.stringContaining('neither an mp4 nor a mov')]);
    const empty = server.hold('empty.mp4', Buffer.alloc(0));
    expect(await faultsOf(empty)).toEqual([expect.stringContaining('It is empty')]);
  });

  test.each<[string, number, string]>([
    ['is not there', 404, 'cannot be fetched: The server answered 404'],
    ['may not be read', 403, 'cannot be fetched: The server answered 403'],
    ['has a server that is broken', 500, 'cannot be fetched: The server answered 500'],
  ])('that %s is unreachable', async (_what, status, message) => {
    const url = server.hold('gone.mp4', (_request, response) => response.writeHead(status).end());
    const { faults } = await lookAt(url);
    expect(faults).toEqual([{ path: 'video_url', message, unreachable: true }]);
  });

  test('is read from where it is redirected to', async () => {
    server.hold('clip.mp4', clip);
    const url = server.hold('moved.mp4', (_request, response) =>
      response.writeHead(302, { location: '/clip.mp4' }).end(),
    );
    expect((await lookAt(url)).faults).toEqual([]);
    expect(server.journal.filter((line) => line.startsWith('GET moved.mp4'))).toHaveLength(1);
  });

  test('whose server dies is unreachable', async () => {
    const url = server.hold('dies.mp4', (request) => request.socket.resetAndDestroy());
    const { faults } = await lookAt(url);
    expect(faults).toEqual([
      { path: 'video_url', message: expect.stringContaining('ECONNRESET'), unreachable: true },
    ]);
  });

  test('whose server says nothing is unreachable when its time is over', async () => {
    const url = server.hold('silent.mp4', () => undefined);
    const hasty = inputMedia({ openObject: noObjects, loopbackHttp: true, totalMs: 100 });
    const { faults } = await preflight({ ...nothing, videoUrl: url }, { ...looking, media: hasty });
    expect(faults).toEqual([
      { path: 'video_url', message: expect.stringContaining('gave no answer'), unreachable: true },
    ]);
  });

  test('whose server drips is unreachable when its time is over', async () => {
    const url = server.hold('drips.mp4', (_request, response) => {
      response.writeHead(206, { 'content-range': `bytes 0-65535/${clip.byteLength}` });
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    const hasty = inputMedia({ openObject: noObjects, loopbackHttp: true, totalMs: 200 });
    const { faults } = await preflight({ ...nothing, videoUrl: url }, { ...looking, media: hasty });
    expect(faults).toEqual([
      { path: 'video_url', message: expect.stringContaining('It broke off after'), unreachable: true },
    ]);
  });

  test('that changes while it is looked into is refused', async () => {
    const url = server.hold('changes.mp4', (request, response) => {
      if (request.headers.range?.startsWith('bytes=0-') === true) {
        giveRange(clip, request, response);
        return;
      }
      response.writeHead(206, { 'content-range': `bytes 0-9/${clip.byteLength + 1}`, etag: '"two"' });
      response.end('0123456789');
    });
    expect(await faultsOf(url)).toEqual([expect.stringContaining('It changed')]);
  });
});

describe('a server that gives no ranges', () => {
  test('fault 63: is read whole where that is not much', async () => {
    const last = await make('last.mp4', ...filmed('1280x720', 24, 3), ...quick);
    expect((await lookAt(server.hold('whole.mp4', giveWhole(last)))).faults).toEqual([]);
    expect(server.journal).toHaveLength(1);
  });

  test('fault 63: is told so where it would be too much, within the budget', async () => {
    const before = server.sent();
    const endless = server.hold('endless.mp4', (_request, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(1_048_576);
      const pour = () => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    expect(await faultsOf(endless)).toEqual([
      expect.stringMatching(/more than 16777216 bytes, and its server gives no ranges .* such as S3$/u),
    ]);
    expect(server.sent() - before).toBeLessThan(32_000_000);
    const large = server.hold('large.mp4', (_request, response) => {
      response.writeHead(200, { 'content-length': '54000000' });
      response.flushHeaders();
    });
    expect(await faultsOf(large)).toEqual([expect.stringContaining('has 54000000 bytes')]);
  });

  test('fault 63: is caught where it sends less than it said', async () => {
    const url = server.hold('short.mp4', (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('short', () => response.socket?.destroySoon());
    });
    expect(await faultsOf(url)).toEqual([expect.stringContaining('cannot be fetched: It broke off after')]);
  });
});

describe('a server that lies', () => {
  test('fault 62: sends more than it was asked for, and no more is read', async () => {
    const before = server.sent();
    const url = server.hold('more.mp4', (_request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 0-65535/100000000' });
      response.write(Buffer.alloc(8_000_000));
      response.end();
    });
    expect(await faultsOf(url)).toEqual([expect.stringContaining('more than it was asked for')]);
    expect(server.sent() - before).toBeLessThanOrEqual(8_000_000);
  });

  test('fault 62: has an index without an end, of which 16 MB are read', async () => {
    let asked = 0;
    const size = 190_000_000;
    const head = Buffer.concat([clip.subarray(0, clip.indexOf('moov') - 4), Buffer.alloc(8)]);
    head.writeUInt32BE(size - head.byteLength, head.byteLength - 8);
    head.write('moov', head.byteLength - 4, 'latin1');
    const url = server.hold('bomb.mp4', (request, response) => {
      const { from, to } = /^bytes=(?<from>\d+)-(?<to>\d+)$/u.exec(request.headers.range ?? '')?.groups ?? {};
      const start = Number(from);
      const length = Number(to) + 1 - start;
      asked += length;
      // Small boxes, one after the other.
      const bytes = Buffer.alloc(length);
      for (let at = (8 - (start % 8)) % 8; at + 8 <= length; at += 8) bytes.writeUInt32BE(8, at);
      if (start < head.byteLength) head.copy(bytes, 0, start);
      response.writeHead(206, { 'content-range': `bytes ${start}-${Number(to)}/${size}` });
      response.end(bytes);
    });
    const faults = await faultsOf(url);
    expect(faults).toEqual([expect.stringMatching(/^cannot be used: It cannot be judged (by|within) /u)]);
    expect(asked).toBeLessThanOrEqual(16_777_216 + 65_536);
  });
});

describe('an index', () => {
  const withTable = (name: string, count: number, ...values: readonly number[]): Buffer => {
    const bytes = Buffer.from(clip);
    const at = bytes.indexOf(name, bytes.indexOf('moov')) + 8;
    if (at < 8) throw new Error(`the clip has no ${name}`);
    [count, ...values].forEach((value, place) => bytes.writeUInt32BE(value, at + place * 4));
    return bytes;
  };

  test('fault 62: that promises four billion samples of one size is read no further than its pictures', async () => {
    const { faults } = await lookAt(server.hold('hostile.mp4', withTable('stsz', 4, 0xffff_ffff)));
    expect(faults).toEqual([]);
  });

  test.each<[string, () => Buffer]>([
    ['whose stts counts four billion samples', () => withTable('stts', 1, 0xffff_ffff, 1)],
    ['whose stts has four billion entries', () => withTable('stts', 0xffff_ffff)],
    ['whose ctts counts four billion samples', () => withTable('ctts', 1, 0xffff_ffff, 0)],
    ['whose ctts has four billion entries', () => withTable('ctts', 0xffff_ffff)],
    ['whose stsz has four billion samples', () => withTable('stsz', 0, 0xffff_ffff)],
    ['whose stco has four billion chunks', () => withTable('stco', 0xffff_ffff)],
    ['whose stsc has four billion entries', () => withTable('stsc', 0xffff_ffff)],
  ])(
    'fault 62: %s ends in a verdict, and the next clip is looked into',
    async (_what, hostile) => {
      const faults = await faultsOf(server.hold('hostile.mp4', hostile()));
      expect(faults.length).toBeGreaterThan(0);
      expect((await lookAt(server.hold('clip.mp4', clip))).faults).toEqual([]);
    },
    15_000,
  );
});

describe('a picture at an address', () => {
  test('tells what it is', async () => {
    expect(await lookAtPicture(server.hold('still.png', still))).toEqual({
      inputs: [
        {
          path: 'image_urls[0]',
          contentType: 'image/png',
          sizeBytes: still.byteLength,
          width: 640,
          height: 360,
        },
      ],
      faults: [],
    });
  });

  test.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
    [
      'small.png',
      async () => make('small.png', ...filmed('299x400', 1, 1), '-frames:v', '1'),
      'is 299 × 400',
    ],
    [
      'wide.jpg',
      async () => make('wide.jpg', ...filmed('1000x300', 1, 1), '-frames:v', '1'),
      'is 1000 × 300',
    ],
    ['page.jpg', () => Buffer.from('<!doctype html><title>Gone</title>'), 'It is no jpg, png or webp'],
    ['cut.png', () => still.subarray(0, still.byteLength - 100), 'It is cut off'],
  ])('fault 63: %s is refused', async (name, bytes, message) => {
    const { faults } = await lookAtPicture(server.hold(name, await bytes()));
    expect(faults.map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
  });

  test('fault 63: of 100,000 by 100,000 is told by its first bytes', async () => {
    const huge = Buffer.from(still);
    huge.writeUInt32BE(100_000, 16);
    huge.writeUInt32BE(100_000, 20);
    const { inputs } = await lookAtPicture(server.hold('huge.png', huge));
    expect(inputs).toEqual([expect.objectContaining({ width: 100_000, height: 100_000 })]);
  });

  test('fault 63: is never asked for by HEAD', async () => {
    await lookAtPicture(server.hold('still.png', still));
    expect(server.journal.every((line) => line.startsWith('GET '))).toBe(true);
  });
});

describe('an input from the public network', () => {
  let own: OwnNetwork;
  beforeAll(async () => {
    own = await ownNetwork(zone);
  });
  afterAll(() => own.close());
  const opened = async (url: string) => {
    const guarded = inputMedia({ openObject: noObjects, loopbackHttp: false, network: own.network });
    const file = await guarded.open(url, 'video');
    await file.close();
    return file.sizeBytes;
  };

  test.each(controls)('comes from %s', async (_control, url) => {
    expect(await opened(url)).toBe('a video'.length);
    expect(await own.intrusions()).toEqual([]);
  });

  test.each(attacks)('sends no byte inside for %s', async (_attack, url) => {
    await expect(opened(url)).rejects.toThrow('Nothing is fetched from');
    expect(await own.intrusions()).toEqual([]);
  });

  test('sends no byte inside for a name that flips to 127.0.0.1', async () => {
    expect(await opened('https://flipping.test/v.mp4')).toBe('a video'.length);
    await expect(opened('https://flipping.test/v.mp4')).rejects.toThrow('Nothing is fetched from');
    expect(await own.intrusions()).toEqual([]);
  });

  test('is not led back to this machine where that may be named', async () => {
    const local = inputMedia({ openObject: noObjects, loopbackHttp: true, network: own.network });
    const target = encodeURIComponent(server.hold('clip.mp4', clip));
    await expect(local.open(`https://public.test/to/${target}`, 'video')).rejects.toThrow(
      'Nothing is fetched from',
    );
    expect(server.journal).toEqual([]);
  });
});
