import { stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import type { EditBody } from '../../lambdas/contract/edit.ts';

type Output = EditBody['outputs'][number];

/** Where outputs go. */
export type OutputPlace =
  { readonly kind: 'folder'; readonly path: string } | { readonly kind: 'file'; readonly path: string };

/** @returns the place, or what is wrong with it; an existing file is for the caller to judge */
export const outputPlaceAt = async (given: string): Promise<OutputPlace | { readonly fault: string }> => {
  const path = resolve(given);
  const isFolder = await kindOf(path);
  if (isFolder === 'folder') return { kind: 'folder', path };
  if (isFolder === 'other') return { fault: `${given} is neither a file nor a folder` };
  if (/[/\\]$/u.test(given)) return { fault: `there is no folder ${given}` };
  if ((await kindOf(dirname(path))) !== 'folder') return { fault: `there is no folder ${dirname(path)}` };
  return { kind: 'file', path };
};

export const kindOf = async (path: string): Promise<'nothing' | 'file' | 'folder' | 'other'> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 'nothing';
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
};

const extensions: Readonly<Record<string, string>> = { 'video/mp4': '.mp4', 'video/quicktime': '.mov' };

/** The file of output `n`; 1 is the first, and alone in the name that somebody chose. */
export const outputPathOf = (place: OutputPlace, editId: string, output: Output, n: number): string => {
  if (place.kind === 'folder') {
    const extension = extensions[output.content_type] ?? extname(output.key);
    return join(place.path, `${editId}${n === 1 ? '' : `-${n}`}${extension}`);
  }
  if (n === 1) return place.path;
  const extension = extname(place.path);
  return `${place.path.slice(0, place.path.length - extension.length)}-${n}${extension}`;
};
