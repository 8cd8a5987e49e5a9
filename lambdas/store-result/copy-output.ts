import { createHash } from 'node:crypto';
import { segmentedReader } from '../adapters/media/segments.ts';
import type { Output } from '../core/edit.ts';
import { DownloadFailed } from '../core/errors.ts';
import type { Downloads, InspectMedia, Results } from '../core/ports.ts';
import type { ProviderOutput } from '../core/provider.ts';

export interface CopyDeps {
  readonly downloads: Downloads;
  readonly results: Results;
  readonly inspect: InspectMedia;
}

export interface Copy {
  readonly editId: string;
  /** Which of the edit's outputs, from 1. */
  readonly place: number;
  readonly output: ProviderOutput;
}

/** A provider's clip has its index within. */
const keptBytes = 1_048_576;

/** The last pictures and the last sounds of a clip lie apart: they come with one request. */
const readBytes = 1_048_576;

/**
 * Streams one output from the provider to `work/`, looks whether it is what it should be, and only then gives it its
 * place under `edits/`. Made again after a crash, it ends in the same objects.
 * @throws DownloadFailed, UnusableMedia
 */
export const copyOutput = async (
  { editId, place, output }: Copy,
  { downloads, results, inspect }: CopyDeps,
): Promise<Output> => {
  const work = `work/${editId}/${place}`;
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let sizeBytes = 0;
  const { body, sizeBytes: announced } = await downloads.open(output.url);
  const measured = async function* measure() {
    for await (const chunk of body) {
      hash.update(chunk);
      if (sizeBytes < keptBytes) head.push(chunk.subarray(0, keptBytes - sizeBytes));
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
  };
  await results.write(work, measured(), 'application/octet-stream', announced);
  if (announced !== undefined && announced !== sizeBytes) {
    throw new DownloadFailed(`${announced} bytes were announced and ${sizeBytes} came`);
  }
  const stored = segmentedReader({
    sizeBytes,
    first: Buffer.concat(head),
    fetch: async (start, end) => results.read(work, start, end),
    leastBytes: readBytes,
  });
  const facts = await inspect(stored, output.kind);
  const key = `edits/${editId}/output${place === 1 ? '' : `-${place}`}.${facts.extension}`;
  await results.publish(work, key, facts.contentType);
  return {
    bucket: results.bucket,
    key,
    sizeBytes,
    sha256: hash.digest('hex'),
    contentType: facts.contentType,
    width: facts.width,
    height: facts.height,
    durationSeconds: facts.durationSeconds,
  };
};
