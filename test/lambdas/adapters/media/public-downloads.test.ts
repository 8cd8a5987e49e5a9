import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mediaDownloads } from '../../../../lambdas/adapters/media/media-downloads.ts';
import { NotPublic } from '../../../../lambdas/adapters/public-network/public-connector.ts';
import { DownloadFailed } from '../../../../lambdas/core/errors.ts';
import { attacks, controls, privateLiterals, zone } from '../public-network/attacks.ts';
import { ownNetwork, publicAddress, publicAddress6, type OwnNetwork } from '../public-network/network.ts';

let own: OwnNetwork;
beforeAll(async () => {
  own = await ownNetwork(zone);
});
beforeEach(async () => {
  await own.intrusions();
  own.journal.length = 0;
});
afterAll(() => own.close());

// Every host of the attacks is named as allowed: nothing but the guard is in their way.
const hosts = [
  'test',
  publicAddress,
  `[${publicAddress6}]`,
  ...privateLiterals.map((host) => new URL(`https://${host}`).hostname),
];

const contentOf = async (url: string): Promise<string> => {
  const { network } = own;
  const downloads = mediaDownloads({
    places: { kind: 'public', hosts, network },
    maxBytes: 1_000,
    resumeMs: 1,
    timeouts: { connectMs: 5_000 },
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await downloads.open(url)).body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const failureOf = async (url: string): Promise<unknown> =>
  contentOf(url).then(
    () => 'nothing failed',
    (error: unknown) => error,
  );

describe('a download from the public network', () => {
  test.each(controls)('comes from %s', async (_control, url) => {
    expect(await contentOf(url)).toBe('a video');
    expect(await own.intrusions()).toEqual([]);
  });

  test.each(attacks)('fault 39: sends no byte inside for %s', async (_attack, url) => {
    const failure = await failureOf(url);
    expect(failure).toBeInstanceOf(DownloadFailed);
    expect(failure).toMatchObject({ message: expect.stringMatching(/^Nothing is fetched from [^/]/u) });
    expect(failure).not.toMatchObject({ message: expect.stringMatching(/v\.mp4|deadbeef|user/u) });
    expect(await own.intrusions()).toEqual([]);
  });

  test('fault 39: sends no byte inside for a name that flips to 127.0.0.1', async () => {
    expect(await contentOf('https://flipping.test/v.mp4')).toBe('a video');
    expect(await failureOf('https://flipping.test/v.mp4')).toBeInstanceOf(DownloadFailed);
    expect(await own.intrusions()).toEqual([]);
  });

  test('fault 39: sends no byte inside for a name that redirects to itself and flips', async () => {
    const url = `https://flipping.test/to/${encodeURIComponent('https://flipping.test/v.mp4')}`;
    expect(await failureOf(url)).toBeInstanceOf(DownloadFailed);
    expect(own.journal).toHaveLength(1);
    expect(await own.intrusions()).toEqual([]);
  });

  test('tells the host and none of its addresses', async () => {
    await expect(contentOf('https://private.test/v.mp4')).rejects.toThrow(
      expect.objectContaining({
        message: 'Nothing is fetched from private.test: it is not on the public network',
        cause: expect.any(NotPublic),
      }),
    );
  });
});
