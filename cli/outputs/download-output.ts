import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Client } from '../../client/client.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { CliError, usageError } from '../errors.ts';
import { syncFolder } from '../journal/write-durably.ts';
import { outputPathOf, type OutputPlace } from './output-places.ts';

export interface DownloadDeps {
  readonly client: { readonly edits: Pick<Client['edits'], 'output'> };
  /** Of the API: the local edition's outputs are beside it. */
  readonly api: string;
  readonly signal: AbortSignal;
  /** Whether a file that is there, and is not this output, is replaced. */
  readonly force: boolean;
}

type Output = EditBody['outputs'][number];

/** Puts every output of a completed edit where it was wished. @returns the files. @throws CliError */
export const downloadOutputs = async (
  edit: EditBody,
  place: OutputPlace,
  deps: DownloadDeps,
): Promise<readonly string[]> => {
  if (edit.deleted_at !== undefined || edit.outputs.length === 0)
    throw new CliError('not_found', `The output of ${edit.edit_id} was deleted`, {
      code: 'output_deleted',
      editId: edit.edit_id,
      next: 'Another --take makes another edit, and is paid for.',
    });
  const paths: string[] = [];
  for (const [index, output] of edit.outputs.entries()) {
    const path = outputPathOf(place, edit.edit_id, output, index + 1);
    if (!(await isThere(path, output))) await download(edit.edit_id, index + 1, output, path, deps);
    paths.push(path);
  }
  return paths;
};

/** Whether a file is that output, byte for byte. */
export const isThere = async (path: string, { size_bytes: size, sha256 }: Output): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== size) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex') === sha256;
};

const tries = 3;

const download = async (
  editId: string,
  n: number,
  output: Output,
  path: string,
  deps: DownloadDeps,
): Promise<void> => {
  const partial = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    for (let left = tries - 1; ; left -= 1) {
      const fault = await fetchInto(partial, editId, n, output, deps);
      if (fault === undefined) break;
      deps.signal.throwIfAborted();
      if (left > 0) continue;
      throw new CliError('unexpected', `Output ${n} of ${editId} could not be downloaded: ${fault}`, {
        code: 'download_failed',
        editId,
        next: 'Run the same command again: the edit is not made again.',
      });
    }
    await put(partial, path, deps.force);
    await syncFolder(dirname(path));
  } finally {
    await rm(partial, { force: true });
  }
};

/** @returns what went wrong, where another try may help */
const fetchInto = async (
  partial: string,
  editId: string,
  n: number,
  { size_bytes: size, sha256 }: Output,
  { client, api, signal }: DownloadDeps,
): Promise<string | undefined> => {
  const { url } = await client.edits.output(editId, n, { signal });
  const hash = createHash('sha256');
  let received = 0;
  const file = await open(partial, 'w', 0o666);
  try {
    const answer = await fetch(new URL(url, `${api}/`), { signal });
    if (answer.status !== 200 || answer.body === null) return `it was answered with ${answer.status}`;
    for await (const chunk of answer.body as ReadableStream<Uint8Array>) {
      received += chunk.byteLength;
      if (received > size) return `it is longer than its ${size} bytes`;
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } catch (error) {
    // A full disk is no matter of the network.
    if (error instanceof Error && 'code' in error && 'syscall' in error && error.syscall === 'write')
      throw error;
    return reasonOf(error);
  } finally {
    await file.close();
  }
  if (received !== size) return `it broke off after ${received} of ${size} bytes`;
  return hash.digest('hex') === sha256 ? undefined : 'its SHA-256 is not the one of the edit';
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
};

/** @throws CliError where something is there by now that nobody said may go */
const put = async (partial: string, path: string, force: boolean): Promise<void> => {
  if (force) {
    await rename(partial, path);
    return;
  }
  try {
    // Unlike a rename it replaces nothing, not even what came a moment ago.
    await link(partial, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw inTheWay(path);
    // Not every file system has links.
    if ((await stat(path).catch(() => undefined)) !== undefined) throw inTheWay(path);
    await rename(partial, path);
  }
};

export const inTheWay = (path: string): CliError =>
  usageError(
    `${path} is there already, and is another file`,
    'Choose another --out, or replace it with --force.',
  );
