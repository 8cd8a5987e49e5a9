import { describe, expect, it } from '@jest/globals';
import { uploadSchema } from '../../../lambdas/contract/upload.ts';
import { ownerFolder } from '../../../lambdas/core/owner-folder.ts';
import type { Upload } from '../../../lambdas/core/ports.ts';
import { createUpload } from '../../../lambdas/create-upload/create-upload.ts';
import { jsonRequest, problemIn } from '../../fakes/api-request.ts';
import { fakeClock } from '../../fakes/clock.ts';

const api = () => {
  const granted: Upload[] = [];
  const clock = fakeClock();
  const uploads = {
    bucket: 'results',
    grant: async (upload: Upload) => {
      granted.push(upload);
      return { url: 'https://results.example/', fields: { key: upload.key, policy: 'signed' } };
    },
  };
  const deps = { clock, randomBytes: () => new Uint8Array(16).fill(0xab) };
  return { granted, clock, post: createUpload({ ...deps, uploads }), withoutBucket: createUpload(deps) };
};
const clip = { content_type: 'video/mp4', size_bytes: 5_000_000 };

describe('POST /v1/uploads', () => {
  it.each([
    ['video/mp4', 'mp4'],
    ['video/quicktime', 'mov'],
    ['image/png', 'png'],
    ['image/jpeg', 'jpg'],
  ])('gives a place in the owner’s own folder for %s, for an hour', async (type, extension) => {
    const { post, granted, clock } = api();
    const answer = await post(jsonRequest({ ...clip, content_type: type }));
    const key = `uploads/${ownerFolder('owner')}/${'ab'.repeat(16)}.${extension}`;
    expect(answer.status).toBe(201);
    expect(uploadSchema.parse(JSON.parse(answer.body))).toEqual({
      url: `s3://results/${key}`,
      post: { url: 'https://results.example/', fields: { key, policy: 'signed' } },
      expires_at: new Date(clock.now() + 3_600_000).toISOString(),
    });
    expect(granted).toEqual([{ key, contentType: type, sizeBytes: 5_000_000, seconds: 3_600 }]);
  });

  it.each<[object, string, string]>([
    [{ ...clip, size_bytes: 200_000_001 }, 'size_bytes', 'must be at most 200000000 for video/mp4'],
    [
      { content_type: 'image/png', size_bytes: 10_000_001 },
      'size_bytes',
      'must be at most 10000000 for image/png',
    ],
    [{ ...clip, size_bytes: 0 }, 'size_bytes', '>=1'],
    [{ ...clip, content_type: 'video/x-msvideo' }, 'content_type', 'video/mp4'],
    [{ ...clip, key: 'edits/x' }, 'key', 'is not a field here'],
  ])('refuses %j, naming the field', async (body, path, message) => {
    const { post, granted } = api();
    const problem = problemIn(await post(jsonRequest(body)));
    expect(problem).toMatchObject({
      status: 422,
      errors: [{ path, message: expect.stringContaining(message) }],
    });
    expect(granted).toEqual([]);
  });

  it('says so where the provider could not read what is uploaded', async () => {
    const { withoutBucket } = api();
    expect(problemIn(await withoutBucket(jsonRequest(clip)))).toMatchObject({ status: 404 });
  });
});
