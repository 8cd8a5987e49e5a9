import { editRequestSchema } from '../../lambdas/contract/edit-request.ts';
import { faultsOf, type Fault } from '../../lambdas/contract/faults.ts';
import { limits as published } from '../../lambdas/contract/limits.ts';
import { mediaFaults, sizeFault } from '../../lambdas/core/media-rules.ts';
import { mediaOf, requestOf, type Form, type Medium, type Placed } from './form.ts';
import type { Looks, Uploads } from './looks.ts';
import { missingIn } from './missing.ts';
import type { Terms } from './terms.ts';

export interface Known {
  readonly looks: Looks;
  readonly uploads: Uploads;
  readonly terms: Terms;
}

/** What stands against sending a form as it is. */
export interface Checked {
  /** What was not filled in yet. */
  readonly missing: readonly Fault[];
  /** What is there and would be refused. */
  readonly faults: readonly Fault[];
}

/** Holds a form against the server's own schema and rules, as far as they can be told from here. */
export const checked = (form: Form, known: Known): Checked => {
  const missing = missingIn(form);
  const left = new Set(missing.map(({ path }) => path));
  const body = requestOf(form, (medium) => addressOf(medium, known.uploads) ?? standIn);
  const parsed = editRequestSchema(known.terms.urls, known.terms.limits).safeParse(body);
  const faults = [
    ...(parsed.success ? [] : faultsOf(parsed.error).filter(({ path }) => !left.has(path))),
    ...sameNames(form),
    ...tooLarge(body),
    ...mediaOf(form).flatMap((placed) =>
      left.has(placed.path) ? [] : ofMedium(placed, known).map((message) => ({ path: placed.path, message })),
    ),
  ];
  return { missing, faults };
};

/** Where a medium lies, once it lies somewhere. */
export const addressOf = (medium: Medium, uploads: Uploads): string | undefined => {
  if (medium.kind === 'address') return medium.address.trim();
  const upload = uploads[medium.id];
  return upload?.is === 'done' ? upload.url : undefined;
};

// A file is held against everything but its address before it has one.
const standIn = 'https://not-uploaded.invalid/';

/** What a clip or picture itself has wrong, in the server's words; empty where nothing is known against it. */
export const lookFaults = (
  { kind, medium }: Pick<Placed, 'kind' | 'medium'>,
  { looks, terms: { limits } }: Pick<Known, 'looks' | 'terms'>,
): readonly string[] => {
  const look = looks[medium.id];
  const sizeBytes = medium.kind === 'file' ? medium.sizeBytes : look?.is === 'seen' ? look.sizeBytes : 0;
  const tooLargeItself = sizeFault(kind, sizeBytes, limits);
  if (tooLargeItself !== undefined) return [tooLargeItself];
  if (look?.is === 'unusable') return [`cannot be used: ${look.why}`];
  return look?.is === 'seen' ? mediaFaults(kind, { ...look.facts, sizeBytes }, limits) : [];
};

const ofMedium = (placed: Placed, known: Known): readonly string[] => {
  const { medium } = placed;
  const faults = lookFaults(placed, known);
  if (medium.kind === 'address') return faults;
  const upload = known.uploads[medium.id];
  if (upload?.is === 'lost')
    return [`is gone: browsers do not keep files when a page is loaded again; choose ${medium.name} again`];
  if (!known.terms.uploads)
    return ['cannot be uploaded here: the provider cannot read from this machine; give an https:// address'];
  if (upload?.is === 'failed') return [...faults, `could not be uploaded: ${upload.why}`];
  return faults;
};

const sameNames = ({ metadata }: Form): Fault[] => {
  const names = metadata.map(({ name }) => name).filter((name) => name !== '');
  const twice = new Set(names.filter((name, place) => names.indexOf(name) !== place));
  return [...twice].map((name) => ({
    path: `metadata.${name}`,
    message: 'is named twice, and may be named once',
  }));
};

const tooLarge = (body: unknown): Fault[] => {
  const bytes = new TextEncoder().encode(JSON.stringify(body)).length;
  const { max } = published.bodyBytes;
  return bytes <= max ? [] : [{ path: '', message: `At most ${max} bytes in all; this has ${bytes}` }];
};
