import { toAsked } from '../adapters/wire/edit-request.ts';
import { editRequestSchema } from '../contract/edit-request.ts';
import { faultsOf } from '../contract/faults.ts';
import type { Limits } from '../contract/limits.ts';
import type { UrlPolicy } from '../contract/urls.ts';
import type { EditRecord, EditRequest } from '../core/edit.ts';
import { keptKey, type InboxFile, type InboxPlaces } from '../core/inbox.ts';
import {
  addressesOf,
  isS3,
  outOfReach,
  s3Object,
  withAddresses,
  type InputPlaces,
} from '../core/input-places.ts';
import { newEdit } from '../core/new-edit.ts';
import { ownerFolder } from '../core/owner-folder.ts';
import type { Clock, Edits, Inbox } from '../core/ports.ts';
import type { Callbacks } from '../core/webhooks.ts';
import type { Preflight } from '../core/preflight.ts';
import { untellable } from '../core/untellable.ts';
import type { Asked, Refused } from './read-asked.ts';

export interface PrepareDeps {
  readonly inbox: Inbox;
  readonly places: InboxPlaces;
  /** Whose the edits of the inbox are. */
  readonly owner: string;
  readonly edits: Edits;
  readonly clock: Clock;
  readonly urls: UrlPolicy;
  readonly inputPlaces: InputPlaces;
  readonly callbacks: Callbacks;
  readonly lookInto: (request: EditRequest) => Promise<Preflight>;
  /** @default - the published ones */
  readonly limits?: Limits | undefined;
}

export interface Prepared {
  readonly record: EditRecord;
  /** What it is made of that lies in the inbox. */
  readonly used: readonly InboxFile[];
}

/** What a manifest or preset asks for, or all that is wrong with it. */
export const readRequest = (
  { body }: Asked,
  { urls, limits }: Pick<PrepareDeps, 'urls' | 'limits'>,
): Refused | ReturnType<typeof toAsked> => {
  const parsed = editRequestSchema(urls, limits).safeParse(body);
  return parsed.success
    ? toAsked(parsed.data)
    : { message: 'It is not valid', errors: faultsOf(parsed.error) };
};

/**
 * The edit of a file, looked into and ready to be put on record, its inputs kept where nobody changes them while it
 * waits. @throws InboxFileChanged
 */
export const prepareEdit = async (
  editId: string,
  file: InboxFile,
  asked: Asked,
  deps: PrepareDeps,
): Promise<Prepared | Refused> => {
  const { owner, places, clock, lookInto } = deps;
  const read = readRequest(asked, deps);
  if ('errors' in read) return read;
  const { request } = read;

  const dropped = await droppedInputs(file, request, deps);
  const outside = (await outOfReach({ owner, request }, deps)).filter(({ path }) => !dropped.has(path));
  const missing = [...dropped].filter(([, found]) => found === undefined);
  const errors = [
    ...missing.map(([path]) => ({ path, message: 'names a file that is not in the inbox' })),
    ...outside,
    ...(await untellable(read, deps.callbacks)),
  ];
  if (errors.length > 0) return { message: 'It names what cannot be had', errors };
  const { inputs, faults } = await lookInto(request);
  if (faults.length > 0) {
    return {
      message: 'Its inputs are not what the provider takes',
      errors: faults.map(({ path, message }) => ({ path, message })),
    };
  }
  const used = [
    ...new Map([...dropped.values()].flatMap((each) => (each ? [[each.key, each] as const] : []))).values(),
  ];
  const record = newEdit(
    {
      ...read,
      editId,
      owner,
      request: await keepInputs(editId, request, used, deps),
      inputs,
      origin: { type: 'inbox', bucket: places.bucket, key: file.key, etag: file.etag },
    },
    clock.now(),
  );
  return { record, used };
};

/** A folder that is copied comes file by file, in any order. */
const patienceMs = 120_000;
const pauseMs = 5_000;

/** What the request names that lies in the inbox, by the path of the field; undefined where it does not come. */
const droppedInputs = async (
  file: InboxFile,
  request: EditRequest,
  deps: PrepareDeps,
): Promise<ReadonlyMap<string, InboxFile | undefined>> => {
  for (;;) {
    const found = await lyingThere(request, deps);
    const late = deps.clock.now() - file.modifiedAt > patienceMs;
    if (late || ![...found.values()].includes(undefined)) return found;
    await deps.clock.sleep(pauseMs);
  }
};

const lyingThere = async (
  request: EditRequest,
  { inbox, places }: PrepareDeps,
): Promise<ReadonlyMap<string, InboxFile | undefined>> => {
  const found = new Map<string, InboxFile | undefined>();
  for (const { path, url } of addressesOf(request).filter((address) => isS3(address.url))) {
    const { bucket, key } = s3Object(url);
    if (bucket !== places.bucket || !key.startsWith(places.inboxPrefix)) continue;
    found.set(path, await inbox.find(key));
  }
  return found;
};

const keepInputs = async (
  editId: string,
  request: EditRequest,
  used: readonly InboxFile[],
  { inbox, places, owner, inputPlaces }: PrepareDeps,
): Promise<EditRequest> => {
  const kept = new Map<string, string>();
  for (const [place, file] of used.entries()) {
    const key = keptKey(ownerFolder(owner), editId, place + 1, file.key);
    await inbox.keep(file, key);
    kept.set(`s3://${places.bucket}/${file.key}`, `s3://${inputPlaces.ownBucket}/${key}`);
  }
  return withAddresses(request, async (url) => kept.get(url) ?? url);
};
