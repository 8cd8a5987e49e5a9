import { randomBytes } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { apiHandler } from '../adapters/lambda/handlers.ts';
import { observe } from '../adapters/lambda/observe.ts';
import { readEnv } from '../adapters/read-env.ts';
import { s3Uploads } from '../adapters/s3/uploads.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { createUpload } from './create-upload.ts';

const env = readEnv('access', 'results', 'stage');

export const handler = apiHandler(
  createUpload({
    uploads: s3Uploads({ client: new S3Client(), bucketName: env.RESULTS_BUCKET }),
    clock: systemClock,
    randomBytes: () => randomBytes(16),
  }),
  env.ACCESS,
  observe(env),
);
