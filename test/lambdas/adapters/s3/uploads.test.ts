import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { s3Uploads } from '../../../../lambdas/adapters/s3/uploads.ts';

describe('a form for an upload', () => {
  it('is signed for one key, one type and one size', async () => {
    const client = new S3Client({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIAFAKE', secretAccessKey: 'fake' },
    });
    const uploads = s3Uploads({ client, bucketName: 'results' });
    const key = 'uploads/0/a.mp4';
    const { url, fields } = await uploads.grant({ key, contentType: 'video/mp4', sizeBytes: 7, seconds: 60 });
    expect(uploads.bucket).toBe('results');
    expect(url).toBe('https://results.s3.eu-central-1.amazonaws.com/');
    expect(fields).toMatchObject({ key, 'Content-Type': 'video/mp4', bucket: 'results' });
    const policy = JSON.parse(Buffer.from(fields['Policy'] ?? '', 'base64').toString()) as {
      conditions: unknown[];
    };
    expect(policy.conditions).toEqual(
      expect.arrayContaining([['content-length-range', 7, 7], ['eq', '$Content-Type', 'video/mp4'], { key }]),
    );
  });
});
