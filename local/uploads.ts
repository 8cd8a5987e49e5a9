import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { problem } from '../lambdas/adapters/http/api.ts';
import type { Upload, Uploads } from '../lambdas/core/ports.ts';
import { localBucket } from './folder-results.ts';

export interface FolderUploads extends Uploads {
  /** Takes what is posted. */
  readonly plugin: (app: FastifyInstance) => Promise<void>;
}

/** In the place of S3's own forms. @param urlOf where the plugin is, once it is known */
export const folderUploads = (folder: string, urlOf: () => string): FolderUploads => {
  // Grants of an earlier process are void: they are good for an hour anyway.
  const secret = randomBytes(32);
  const signatureOf = (fields: Readonly<Record<string, string>>): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify(signed.map((name) => fields[name] ?? '')))
      .digest('hex');
  return {
    bucket: localBucket,
    grant: async ({ key, contentType, sizeBytes, seconds }: Upload) => {
      const expires = String(Date.now() + seconds * 1_000);
      const fields = { key, 'Content-Type': contentType, size: String(sizeBytes), expires };
      return { url: urlOf(), fields: { ...fields, signature: signatureOf(fields) } };
    },
    plugin: async (app) => takePosts(app, folder, signatureOf),
  };
};

const signed = ['key', 'Content-Type', 'size', 'expires'];

const takePosts = async (
  app: FastifyInstance,
  folder: string,
  signatureOf: (fields: Readonly<Record<string, string>>) => string,
): Promise<void> => {
  await app.register(fastifyMultipart, { throwFileSizeLimit: false });
  app.post('/uploads', async (request, reply) => {
    if (!request.isMultipart()) return refuse(reply, 'The body must be multipart/form-data.');
    const file = await request.file({ limits: { fileSize: largest, files: 1 } });
    if (file === undefined) return refuse(reply, 'There is no file.');
    const fields = Object.fromEntries(
      Object.entries(file.fields).flatMap(([name, field]) =>
        field !== undefined && 'value' in field ? [[name, String(field.value)]] : [],
      ),
    );
    const fault = faultOf(fields, signatureOf(fields), Date.now());
    if (fault !== undefined) {
      file.file.resume();
      return refuse(reply, fault);
    }
    const path = join(folder, ...(fields['key'] ?? '').split('/'));
    const partial = `${path}.${randomBytes(8).toString('hex')}.part`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await pipeline(file.file, createWriteStream(partial, { flush: true }));
      if (file.file.truncated || file.file.bytesRead !== Number(fields['size'])) {
        return await refuse(reply, `The file must have ${fields['size'] ?? ''} bytes, and has others.`);
      }
      await rename(partial, path);
    } finally {
      await rm(partial, { force: true });
    }
    return reply.code(204).send();
  });
};

/** As the largest clip. */
const largest = 200_000_000;

const faultOf = (
  fields: Readonly<Record<string, string>>,
  signature: string,
  now: number,
): string | undefined => {
  const given = Buffer.from(fields['signature'] ?? '');
  const wanted = Buffer.from(signature);
  if (given.byteLength !== wanted.byteLength || !timingSafeEqual(given, wanted))
    return 'These are not the fields of an upload: send them as POST /v1/uploads gave them, before the file.';
  return Number(fields['expires']) < now ? 'This upload has expired: ask for another.' : undefined;
};

const refuse = async (reply: FastifyReply, detail: string): Promise<FastifyReply> => {
  const { status, headers, body } = problem('forbidden', detail);
  return reply.code(status).headers(headers).send(body);
};
