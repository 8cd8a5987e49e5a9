import { createHash } from 'node:crypto';
import { mapMedia, type AskedEdit } from './asked-edit.ts';

/** Clip or picture by what it is: an address, or the SHA-256 of a file's bytes. */
export type Identity = { readonly address: string } | { readonly sha256: string };

/**
 * The idempotency key of an edit, made of all that makes it this edit: the API, every file's bytes, addresses, prompt,
 * flags, metadata, and which take it is. Names and dates of files are no part of it.
 */
export const editKeyOf = (api: string, asked: AskedEdit<Identity>): string => {
  const {
    clip,
    prompt,
    images,
    elements,
    keepAudio,
    webhookUrl,
    metadata = {},
    take,
  } = mapMedia(asked, (media) =>
    'address' in media ? `address ${media.address}` : `sha256 ${media.sha256}`,
  );
  const canonical = [
    api,
    prompt,
    clip,
    images,
    elements.map(({ frontal, references }) => [frontal, references]),
    keepAudio,
    webhookUrl ?? null,
    Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
    take,
  ];
  return `cli-${createHash('sha256').update(JSON.stringify(canonical)).digest('hex')}`;
};
