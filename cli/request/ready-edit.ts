import type { Limits } from '../../lambdas/contract/limits.ts';
import type { Api } from '../api/address.ts';
import type { ReadyEdit } from '../edits/send-edit.ts';
import type { Fault } from '../errors.ts';
import { mapMedia, mediaOf, type AskedEdit } from './asked-edit.ts';
import { faultsOf } from './check-request.ts';
import { editKeyOf } from './edit-key.ts';
import { knownMedia, openMediaFiles, type KnownMedia, type MediaFile } from './media-file.ts';

/** The files that edits are made of: each is opened and read once, however many edits name it. */
export interface FilesAtHand {
  readonly opened: Map<string, MediaFile>;
  readonly hashes: Map<string, Promise<string>>;
}

export const noFilesYet = (): FilesAtHand => ({ opened: new Map(), hashes: new Map() });

/** Everything that is wrong with it, as far as can be told from here; by the fields of the request. */
export const checkEdit = async (
  asked: AskedEdit,
  api: Api,
  limits: Limits,
  { opened }: FilesAtHand,
): Promise<readonly Fault[]> => [
  ...faultsOf(asked, api.addresses, limits),
  ...(await openMediaFiles(asked, opened)),
];

/** Reads every file of a checked edit, and so finds what makes it this edit. */
export const makeReady = async (
  asked: AskedEdit,
  api: Api,
  { opened, hashes }: FilesAtHand,
  chosenKey?: string,
): Promise<ReadyEdit> => {
  const known = new Map<string, KnownMedia>();
  for (const { media, path } of mediaOf(asked)) known.set(path, await knownMedia(media, opened, hashes));
  const media = mapMedia(asked, (_place, path) => found(known, path));
  const identities = mapMedia(media, (one) =>
    one.kind === 'address' ? { address: one.url } : { sha256: one.sha256 },
  );
  return { api: api.url, asked: media, derivedKey: editKeyOf(api.url, identities), chosenKey };
};

const found = (known: ReadonlyMap<string, KnownMedia>, path: string): KnownMedia => {
  const media = known.get(path);
  if (media === undefined) throw new Error(`${path} was not looked into`);
  return media;
};
