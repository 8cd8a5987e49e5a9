import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, parse } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
// Where reshoot is installed: from 'reshoot/contract/inbox'.
import { reportSchema, type ReportBody } from '../lambdas/contract/inbox.ts';

/** node examples/upload-trigger.ts s3://BUCKET/inbox/ CLIP PROMPT: drops the clip, waits, and fetches the video. */
const [inbox = '', clip = '', prompt = ''] = process.argv.slice(2);
const { bucket, prefix } = /^s3:\/\/(?<bucket>[^/]+)\/(?<prefix>.+\/)$/u.exec(inbox)?.groups ?? {};
if (bucket === undefined || prefix === undefined || clip === '' || prompt === '') {
  throw new Error('usage: node examples/upload-trigger.ts s3://BUCKET/inbox/ CLIP PROMPT');
}
const outbox = prefix.replace(/inbox\/$/u, 'outbox/');
const folder = randomUUID();
const name = basename(clip);
const s3 = new S3Client();

const read = async (key: string) => s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));

const report = async (): Promise<ReportBody | undefined> => {
  try {
    const { Body: body } = await read(`${outbox}${folder}/${name}.edit.json`);
    return reportSchema.parse(JSON.parse((await body?.transformToString()) ?? ''));
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

await s3.send(
  new PutObjectCommand({
    Bucket: bucket,
    Key: `${prefix}${folder}/preset.json`,
    Body: JSON.stringify({ prompt }),
  }),
);
await new Upload({
  client: s3,
  params: { Bucket: bucket, Key: `${prefix}${folder}/${name}`, Body: createReadStream(clip) },
}).done();

const ends = ['completed', 'failed', 'cancelled', 'uncertain', 'rejected'];
let told = await report();
let said = '';
while (told === undefined || !ends.includes(told.status)) {
  if (told !== undefined && told.message !== said) process.stdout.write(`${(said = told.message)}\n`);
  await setTimeout(2_000);
  told = await report();
}
process.stdout.write(`${told.message}\n`);
if (told.status === 'completed' && told.video !== undefined) {
  const { Body: body } = await read(told.video);
  const file = `${parse(clip).name}-edited.mp4`;
  await pipeline(body as Readable, createWriteStream(file));
  process.stdout.write(`${file}: ${(await readFile(file)).byteLength} bytes\n`);
} else {
  process.exitCode = 1;
}
