import type { EditRecord, EditRequest } from './edit.ts';
import { ownerFolder } from './owner-folder.ts';
import type { Edits } from './ports.ts';

/** Where `s3://` inputs may lie. */
export interface InputPlaces {
  /** The stage's own: of it a caller reaches what they uploaded, and the outputs of their own edits. */
  readonly ownBucket: string;
  /** Others, open to every caller of the stage; without prefixes, the whole of them. */
  readonly buckets: readonly { readonly name: string; readonly prefixes: readonly string[] }[];
}

/** Whether an owner may have an `s3://` object read; `outputOf` stands for: if that edit is theirs. */
export type InputVerdict = 'taken' | 'refused' | { readonly outputOf: string };

const outputKey = /^edits\/(?<editId>ed_[a-z2-7]{26})\/output(?:-\d+)?\.[a-z0-9]+$/u;

export const inputVerdict = (url: string, owner: string, places: InputPlaces): InputVerdict => {
  const { bucket, key } = s3Object(url);
  if (bucket === places.ownBucket) {
    if (key.startsWith(`uploads/${ownerFolder(owner)}/`)) return 'taken';
    const outputOf = outputKey.exec(key)?.groups?.['editId'];
    return outputOf === undefined ? 'refused' : { outputOf };
  }
  const place = places.buckets.find(({ name }) => name === bucket);
  if (place === undefined) return 'refused';
  const reachable = place.prefixes.length === 0 || place.prefixes.some((prefix) => key.startsWith(prefix));
  return reachable ? 'taken' : 'refused';
};

export interface ReachDeps {
  readonly edits: Pick<Edits, 'get'>;
  /** Where `s3://` inputs may lie. @default - nowhere */
  readonly inputPlaces?: InputPlaces | undefined;
}

/**
 * The `s3://` addresses of a request that its owner may not have read. What is not theirs is told no apart from what is
 * not there.
 */
export const outOfReach = async (
  { owner, request }: Pick<EditRecord, 'owner' | 'request'>,
  { edits, inputPlaces }: ReachDeps,
): Promise<{ path: string; message: string }[]> => {
  const errors: { path: string; message: string }[] = [];
  for (const { path, url } of addressesOf(request).filter((address) => isS3(address.url))) {
    const verdict = inputPlaces === undefined ? 'refused' : inputVerdict(url, owner, inputPlaces);
    const taken =
      typeof verdict === 'object'
        ? (await edits.get(verdict.outputOf))?.owner === owner
        : verdict === 'taken';
    if (!taken) errors.push({ path, message: 'is not in a bucket or under a prefix that you may use here' });
  }
  return errors;
};

/** Bucket and key of an `s3://` URL; the key is everything after the bucket, and is never decoded. */
export const s3Object = (url: string): { bucket: string; key: string } => {
  const [bucket = '', ...key] = url.slice('s3://'.length).split('/');
  return { bucket, key: key.join('/') };
};

export const isS3 = (url: string): boolean => url.startsWith('s3://');

/** Every address of a request, by its path as a caller writes it. */
export const addressesOf = (
  request: EditRequest,
): readonly { readonly path: string; readonly url: string }[] => [
  { path: 'video_url', url: request.videoUrl },
  ...request.imageUrls.map((url, place) => ({ path: `image_urls[${place}]`, url })),
  ...request.elements.flatMap((element, place) => [
    { path: `elements[${place}].frontal_image_url`, url: element.frontalImageUrl },
    ...element.referenceImageUrls.map((url, reference) => ({
      path: `elements[${place}].reference_image_urls[${reference}]`,
      url,
    })),
  ]),
];

/** The request with each of its addresses as `replace` has it. */
export const withAddresses = async (
  request: EditRequest,
  replace: (url: string) => Promise<string>,
): Promise<EditRequest> => ({
  ...request,
  videoUrl: await replace(request.videoUrl),
  imageUrls: await Promise.all(request.imageUrls.map(replace)),
  elements: await Promise.all(
    request.elements.map(async (element) => ({
      frontalImageUrl: await replace(element.frontalImageUrl),
      referenceImageUrls: await Promise.all(element.referenceImageUrls.map(replace)),
    })),
  ),
});
