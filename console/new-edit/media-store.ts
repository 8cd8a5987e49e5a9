import { signal, type ReadonlySignal } from '@preact/signals';
import type { MediaFacts } from '../../lambdas/core/ports.ts';
import type { Medium } from './form.ts';
import type { Look, Looks, Upload, Uploads } from './looks.ts';

export interface MediaStoreDeps {
  /** Never throws. */
  readonly lookInto: (file: Blob, kind: 'video' | 'image') => Promise<Look>;
  /** @returns the address to name the file by; throws what `whyNot` puts into words */
  readonly put: (file: Blob, options: { contentType?: string; signal: AbortSignal }) => Promise<string>;
  readonly whyNot: (error: unknown) => string;
  readonly newId: () => string;
  /** Waits a moment: an address is being typed. */
  readonly rest: () => Promise<void>;
  /** Reads what lies on the console's own server. @returns undefined where it lies elsewhere or is not there */
  readonly readOwn: (address: string) => Promise<Blob | undefined>;
  /** @default - nothing was kept of an earlier page */
  readonly kept?: { readonly looks: Looks; readonly uploads: Uploads } | undefined;
}

export interface MediaStore {
  readonly looks: ReadonlySignal<Looks>;
  readonly uploads: ReadonlySignal<Uploads>;
  /** Of a file chosen since the page was loaded. */
  blobOf(id: string): Blob | undefined;
  /** Takes a file and begins to look into it. */
  take(file: File, kind: 'video' | 'image'): Medium;
  /** Looks into what lies at an address, as far as that can be done from here. */
  lookAt(medium: Medium, kind: 'video' | 'image'): void;
  /** Uploads a file that waits for it; others are left alone, so that none is uploaded twice. */
  upload(id: string): void;
  /** Lets what has failed be tried again. */
  tryAgain(): void;
  /** Forgets what no form names any more, and ends its upload. */
  keepOnly(ids: ReadonlySet<string>): void;
}

/** What is known of clips and pictures while they are looked into and uploaded, by the ids of their media. */
export const mediaStore = (deps: MediaStoreDeps): MediaStore => {
  const looks = signal<Looks>(deps.kept?.looks ?? {});
  const uploads = signal<Uploads>(deps.kept?.uploads ?? {});
  const blobs = new Map<string, Blob>();
  const running = new Map<string, AbortController>();
  const looked = new Map<string, string>();

  const set = (id: string, upload: Upload): void => {
    uploads.value = { ...uploads.value, [id]: upload };
  };
  const saw = (id: string, look: Look): void => {
    looks.value = { ...looks.value, [id]: look };
  };

  const put = async (id: string, file: Blob): Promise<void> => {
    const stopped = new AbortController();
    running.set(id, stopped);
    set(id, { is: 'uploading' });
    try {
      const look = looks.value[id];
      const contentType = look?.is === 'seen' ? look.facts.contentType : undefined;
      const url = await deps.put(file, { signal: stopped.signal, ...(contentType && { contentType }) });
      if (!stopped.signal.aborted) set(id, { is: 'done', url });
    } catch (error) {
      if (!stopped.signal.aborted) set(id, { is: 'failed', why: deps.whyNot(error) });
    } finally {
      running.delete(id);
    }
  };

  const lookAtAddress = async (id: string, address: string, kind: 'video' | 'image'): Promise<void> => {
    await deps.rest();
    if (looked.get(id) !== address) return;
    const file = await deps.readOwn(address);
    const look: Look =
      file === undefined
        ? { is: 'unseen', why: 'This page cannot look into it' }
        : await deps.lookInto(file, kind);
    // Meanwhile another address may have been typed.
    if (looked.get(id) === address) saw(id, look);
  };

  return {
    looks,
    uploads,
    blobOf: (id) => blobs.get(id),
    take: (file, kind) => {
      const id = deps.newId();
      blobs.set(id, file);
      set(id, { is: 'waiting' });
      saw(id, { is: 'looking' });
      void deps.lookInto(file, kind).then((look) => {
        if (blobs.has(id)) saw(id, look);
      });
      return { kind: 'file', id, name: file.name, sizeBytes: file.size };
    },
    lookAt: (medium, kind) => {
      if (medium.kind === 'file') return;
      const address = medium.address.trim();
      if (looked.get(medium.id) === address) return;
      looked.set(medium.id, address);
      saw(medium.id, { is: 'looking' });
      void lookAtAddress(medium.id, address, kind);
    },
    upload: (id) => {
      const file = blobs.get(id);
      if (file !== undefined && uploads.value[id]?.is === 'waiting') void put(id, file);
    },
    tryAgain: () => {
      uploads.value = mapped(uploads.value, (upload) =>
        upload.is === 'failed' ? { is: 'waiting' } : upload,
      );
    },
    keepOnly: (ids) => {
      // What is taken just now is not named yet: this follows the form alone.
      const uploaded = uploads.peek();
      const seen = looks.peek();
      for (const id of [...blobs.keys(), ...looked.keys()]) {
        if (ids.has(id)) continue;
        running.get(id)?.abort();
        blobs.delete(id);
        looked.delete(id);
      }
      if (Object.keys(uploaded).some((id) => !ids.has(id))) uploads.value = only(uploaded, ids);
      if (Object.keys(seen).some((id) => !ids.has(id))) looks.value = only(seen, ids);
    },
  };
};

const mapped = <Value>(
  values: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [id, change(value)]));

const only = <Value>(
  values: Readonly<Record<string, Value>>,
  ids: ReadonlySet<string>,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(values).filter(([id]) => ids.has(id)));

/** The facts of a medium, where it was seen. */
export const factsOf = (looks: Looks, id: string | undefined): MediaFacts | undefined => {
  const look = id === undefined ? undefined : looks[id];
  return look?.is === 'seen' ? look.facts : undefined;
};
