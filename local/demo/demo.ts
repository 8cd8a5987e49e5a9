import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { editSchema, type EditBody } from '../../lambdas/contract/edit.ts';
import { problemSchema } from '../../lambdas/contract/problem.ts';
import { startEdition, type Edition } from '../edition.ts';
import { CannotStart } from '../errors.ts';
import { checkFile, inspectFile, offer, type Offered } from './media-files.ts';
import type { DemoOptions } from './options.ts';
import { startProgress } from './progress.ts';

const samplePrompt = 'Make it a cold blue night, painted with a broad brush';
const withImages = (count: number): string =>
  `Give the scene the light of ${Array.from({ length: count }, (_, place) => `@Image${place + 1}`).join(' and ')}`;

/** Takes one edit from request to stored video and event, and tells what it does. @throws CannotStart */
export const demo = async (options: DemoOptions, out: NodeJS.WriteStream): Promise<void> => {
  if (options.video !== undefined) await checkFile(options.video, 'video');
  for (const image of options.images) await checkFile(image, 'image');
  const dataFolder = options.dataFolder ?? (await newFolder());
  const uploads = join(dataFolder, 'bucket', 'uploads');
  const clip: Offered =
    options.video === undefined
      ? { urlAt: (edition) => `${edition}/samples/input-1-1.mp4` }
      : await offer(options.video, uploads);
  const images = await Promise.all(options.images.map(async (image) => offer(image, uploads)));

  out.write('Starting the local edition: API, workflow and a stand-in for the provider\n');
  const edition = await startEdition({
    port: 0,
    dataFolder,
    provider: (standInFolder) => ({
      kind: 'stand-in',
      dataFolder: standInFolder,
      queueSeconds: 2,
      runSeconds: 4,
    }),
  });
  try {
    const submitted = await submit(edition.url, {
      prompt: options.prompt ?? (images.length > 0 ? withImages(images.length) : samplePrompt),
      video_url: clip.urlAt(edition.url),
      keep_audio: options.keepAudio,
      image_urls: images.map((image) => image.urlAt(edition.url)),
    });
    out.write(`Edit ${submitted.edit_id}: ${submitted.request?.prompt ?? ''}\n`);
    const edit = await follow(edition.url, submitted, out);
    if (edit.status !== 'completed') {
      throw new CannotStart(`the edit is ${edit.status}: ${edit.error?.message ?? 'no reason was given'}`);
    }
    await report(edit, edition, dataFolder, out);
  } finally {
    await edition.close();
  }
};

const newFolder = async (): Promise<string> => {
  try {
    await mkdir('.reshoot', { recursive: true });
    return await mkdtemp(join('.reshoot', 'demo-'));
  } catch (cause) {
    throw new CannotStart('the folder .reshoot cannot be made here: choose another with --data', { cause });
  }
};

const submit = async (edition: string, body: object): Promise<EditBody> => {
  const answer = await request(`${edition}/v1/edits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const content = await answer.body.json();
  if (answer.statusCode === 202) return editSchema.parse(content);
  const { title, detail, errors = [] } = problemSchema.parse(content);
  const faults = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new CannotStart(`${title}: ${faults === '' ? detail : faults}`);
};

const ends = new Set(['completed', 'failed', 'cancelled', 'uncertain']);

const follow = async (edition: string, submitted: EditBody, out: NodeJS.WriteStream): Promise<EditBody> => {
  const progress = startProgress(out);
  let edit = submitted;
  try {
    for (;;) {
      progress.show(edit);
      if (ends.has(edit.status)) return edit;
      await setTimeout(500);
      const answer = await request(`${edition}/v1/edits/${edit.edit_id}`);
      edit = editSchema.parse(await answer.body.json());
    }
  } finally {
    progress.end();
  }
};

const report = async (
  edit: EditBody,
  { bucketFolder }: Edition,
  dataFolder: string,
  out: NodeJS.WriteStream,
): Promise<void> => {
  for (const { key, size_bytes: size } of edit.outputs) {
    const path = join(bucketFolder, key);
    const { width, height, durationSeconds } = await inspectFile(path, 'video');
    out.write(`\nOutput    ${relative('.', path)}\n`);
    out.write(
      `          ${(size / 1e6).toFixed(2)} MB, ${width} × ${height}, ${durationSeconds?.toFixed(2) ?? '?'} s\n`,
    );
  }
  if (edit.cost_usd !== undefined) out.write(`Cost      $${edit.cost_usd.toFixed(2)}, had it been real\n`);
  const lines = (await readFile(join(dataFolder, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
  const completed = lines.find((line) => line.includes('"Edit Completed"') && line.includes(edit.edit_id));
  out.write(`\nEvent     ${completed === undefined ? 'none yet' : ''}\n`);
  if (completed !== undefined) out.write(`${JSON.stringify(JSON.parse(completed), undefined, 2)}\n`);
};
