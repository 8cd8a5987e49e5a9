import { generateKeyPairSync, verify } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signedInputs } from '../../../../lambdas/adapters/s3/signed-inputs.ts';
import type { Inputs } from '../../../../lambdas/core/ports.ts';
import { fakeClock } from '../../../fakes/clock.ts';
import { s3Server, xml, type S3Answer } from '../../../fakes/s3-wire.ts';
import { anEdit } from '../../core/an-edit.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const clock = fakeClock();
let inputs: Inputs;
let close: () => Promise<void>;
/** What S3 says of a key, where that is not that it is there. */
const answers = new Map<string, S3Answer>();
beforeAll(async () => {
  const server = await s3Server(({ key }) => answers.get(key) ?? {});
  ({ close } = server);
  inputs = signedInputs({
    client: new S3Client({
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${server.port}`,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake' },
    }),
    cdns: [{ bucket: 'served', domain: 'd1.cloudfront.net', keyPairId: 'K1', secret: 'the-key' }],
    privateKey: async (secret) =>
      secret === 'the-key' ? privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() : 'none',
    clock,
  });
});
afterAll(async () => {
  await close();
});
beforeEach(() => {
  answers.clear();
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
    expect(addresses.map(({ pathname }) => pathname)).toEqual([
      '/clips/video.mp4',
      '/clips/image.png',
      '/clips/front.png',
      '/clips/side.png',
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
      const path = /^http:\/\/[^/]+\/clips\/([^?#]*)\?/u.exec(videoUrl)?.[1] ?? '';
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

  it.each([404, 403])(
    'fault 78: have to be there still: a %d is told by the fields that name it',
    async (status) => {
      answers.set('gone.png', xml('<Error><Code>x</Code></Error>', status));
      const asked = inputs.readable({
        ...request,
        videoUrl: 's3://clips/video.mp4',
        imageUrls: ['https://example.com/1.png', 's3://clips/gone.png'],
        elements: [{ frontalImageUrl: 's3://served/gone.png', referenceImageUrls: ['s3://clips/side.png'] }],
      });
      await expect(asked).rejects.toMatchObject({
        name: 'InputsGone',
        paths: ['image_urls[1]', 'elements[0].frontal_image_url'],
      });
    },
  );

  it('are not taken for gone while S3 is down', async () => {
    answers.set('video.mp4', xml('<Error><Code>SlowDown</Code></Error>', 503));
    const asked = inputs.readable({ ...request, videoUrl: 's3://clips/video.mp4' });
    await expect(asked).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  });
});
