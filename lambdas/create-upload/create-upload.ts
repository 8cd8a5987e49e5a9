import { json, problem, type Endpoint } from '../adapters/http/api.ts';
import { parseBody } from '../adapters/http/body.ts';
import { uploadRequestSchema, uploadTypes } from '../contract/upload.ts';
import { ownerFolder } from '../core/owner-folder.ts';
import type { Clock, Uploads } from '../core/ports.ts';

export interface CreateUploadDeps {
  /** @default - this edition takes no uploads: the provider could not read them */
  readonly uploads?: Uploads | undefined;
  readonly clock: Clock;
  /** @returns at least 16 bytes nobody can guess */
  readonly randomBytes: () => Uint8Array;
}

const postSeconds = 3_600;

/** `POST /v1/uploads`: where a clip or picture can be put, and how an edit names it. */
export const createUpload =
  ({ uploads, clock, randomBytes }: CreateUploadDeps): Endpoint =>
  async (request) => {
    const parsed = parseBody(request, uploadRequestSchema);
    if (!parsed.ok) return parsed.response;
    if (uploads === undefined) {
      return problem(
        'not_found',
        'Nothing is uploaded here: the provider cannot read from this machine. Name https:// addresses.',
      );
    }
    const { content_type: contentType, size_bytes: sizeBytes } = parsed.body;
    const name = Buffer.from(randomBytes()).toString('hex');
    const key = `uploads/${ownerFolder(request.owner)}/${name}.${uploadTypes[contentType].extension}`;
    const expiresAt = clock.now() + postSeconds * 1_000;
    const post = await uploads.grant({ key, contentType, sizeBytes, seconds: postSeconds });
    return json(201, {
      url: `s3://${uploads.bucket}/${key}`,
      post: { url: post.url, fields: { ...post.fields } },
      expires_at: new Date(expiresAt).toISOString(),
    });
  };
