import type { Limits } from '../contract/limits.ts';
import type { EditRequest, InputFacts } from './edit.ts';
import { DownloadFailed, UnusableMedia } from './errors.ts';
import { addressesOf } from './input-places.ts';
import { mediaFaults, sizeFault, type InputKind } from './media-rules.ts';
import type { InputMedia, InspectMedia } from './ports.ts';

export interface PreflightDeps {
  readonly media: InputMedia;
  readonly inspect: InspectMedia;
  readonly limits: Limits;
}

export interface InputFault {
  readonly path: string;
  readonly message: string;
  /** It was not seen at all: the provider would not see it either. */
  readonly unreachable: boolean;
}

export interface Preflight {
  readonly inputs: readonly InputFacts[];
  readonly faults: readonly InputFault[];
}

type Found =
  { readonly facts: Omit<InputFacts, 'path'> } | { readonly faults: readonly Omit<InputFault, 'path'>[] };

/** Looks into all that a request names, side by side and before anything is paid. */
export const preflight = async (request: EditRequest, deps: PreflightDeps): Promise<Preflight> => {
  // A picture may serve several times, and is looked into once.
  const looks = new Map<string, Promise<Found>>();
  const found = await Promise.all(
    addressesOf(request).map(async ({ path, url }) => {
      const kind = path === 'video_url' ? 'video' : 'image';
      const look = looks.get(`${kind} ${url}`) ?? lookInto(url, kind, deps);
      looks.set(`${kind} ${url}`, look);
      return { path, ...(await look) };
    }),
  );
  return {
    inputs: found.flatMap(({ path, ...each }) => ('facts' in each ? [{ path, ...each.facts }] : [])),
    faults: found.flatMap(({ path, ...each }) =>
      'faults' in each ? each.faults.map((fault) => ({ path, ...fault })) : [],
    ),
  };
};

const lookInto = async (
  url: string,
  kind: InputKind,
  { media, inspect, limits }: PreflightDeps,
): Promise<Found> => {
  try {
    const opened = await media.open(url, kind);
    try {
      const { sizeBytes } = opened;
      const tooLarge = sizeFault(kind, sizeBytes, limits);
      if (tooLarge !== undefined) return { faults: [{ message: tooLarge, unreachable: false }] };
      const { extension, ...facts } = await inspect(opened, kind);
      const faults = mediaFaults(kind, { ...facts, extension, sizeBytes }, limits);
      return faults.length === 0
        ? { facts: { ...facts, sizeBytes } }
        : { faults: faults.map((message) => ({ message, unreachable: false })) };
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (error instanceof UnusableMedia)
      return { faults: [{ message: `cannot be used: ${error.message}`, unreachable: false }] };
    if (error instanceof DownloadFailed)
      return { faults: [{ message: `cannot be fetched: ${error.message}`, unreachable: true }] };
    throw error;
  }
};
