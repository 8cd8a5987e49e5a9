import { generateKeyPairSync, verify } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { signedInputs } from '../../../../lambdas/adapters/s3/signed-inputs.ts';
import { fakeClock } from '../../../fakes/clock.ts';
import { anEdit } from '../../core/an-edit.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const clock = fakeClock();
const inputs = signedInputs({
  client: new S3Client({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake' },
  }),
  cdns: [{ bucket: 'served', domain: 'd1.cloudfront.net', keyPairId: 'K1', secret: 'the-key' }],
  privateKey: async (secret) =>
    secret === 'the-key' ? privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() : 'none',
  clock,
});
const { request } = anEdit();

describe('the inputs of an edit, as the provider gets them', () => {
  it('are as the caller wrote them where the provider reads them by itself', async () => {
    const written = {
      ...request,
      videoUrl: 'https://example.com/a b.mp4?signature=%2F',
      imageUrls: ['https://example.com/1.png'],
    };
    expect(await inputs.readable(written)).toEqual(written);
  });

  it('are signed wherever they are s3:// addresses, for twelve hours', async () => {
    const at = (name: string) => `s3://clips/${name}`;
    const signed = await inputs.readable({
      ...request,
      videoUrl: at('video.mp4'),
      imageUrls: [at('image.png')],
      elements: [{ frontalImageUrl: at('front.png'), referenceImageUrls: [at('side.png')] }],
    });
    const [element] = signed.elements;
    const addresses = [
      signed.videoUrl,
      ...signed.imageUrls,
      element?.frontalImageUrl ?? '',
      ...(element?.referenceImageUrls ?? []),
    ].map((url) => new URL(url));
    expect(addresses.map(({ host }) => host)).toEqual(Array(4).fill('clips.s3.eu-central-1.amazonaws.com'));
    expect(addresses.map(({ pathname }) => pathname)).toEqual([
      '/video.mp4',
      '/image.png',
      '/front.png',
      '/side.png',
    ]);
    for (const { searchParams } of addresses) {
      expect(searchParams.get('X-Amz-Expires')).toBe('43200');
      expect(searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/u);
    }
  });

  it.each(['clip one.mp4', 'a+b.mp4', '100%.mp4', 'a?b#c.mp4', 'a//b.mp4', 'ü/é.mp4', 'a%20b.mp4'])(
    'lead to the very key that was named: %s',
    async (key) => {
      const { videoUrl } = await inputs.readable({ ...request, videoUrl: `s3://clips/${key}` });
      const path = /^https:\/\/[^/]+\/([^?#]*)\?/u.exec(videoUrl)?.[1] ?? '';
      expect(decodeURIComponent(path)).toBe(key);
    },
  );

  it.each(['clips/clip one.mp4', 'a+b%20 ü.mp4', 'a?b#c.mp4'])(
    'are signed for CloudFront where their bucket has it, for seven days: %s',
    async (key) => {
      const { videoUrl } = await inputs.readable({ ...request, videoUrl: `s3://served/${key}` });
      const { host, pathname, searchParams } = new URL(videoUrl);
      expect(host).toBe('d1.cloudfront.net');
      expect(decodeURIComponent(pathname)).toBe(`/${key}`);
      const expires = Math.floor(clock.now() / 1_000) + 7 * 86_400;
      expect(searchParams.get('Expires')).toBe(String(expires));
      expect(searchParams.get('Key-Pair-Id')).toBe('K1');
      const policy = JSON.stringify({
        Statement: [
          {
            Resource: videoUrl.slice(0, videoUrl.indexOf('?')),
            Condition: { DateLessThan: { 'AWS:EpochTime': expires } },
          },
        ],
      });
      const signature = (searchParams.get('Signature') ?? '')
        .replaceAll('-', '+')
        .replaceAll('_', '=')
        .replaceAll('~', '/');
      expect(verify('sha1', Buffer.from(policy), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
    },
  );
});
