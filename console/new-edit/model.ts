import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { EditBody, EditRequestInput } from '../../client/client.ts';
import type { Fault } from '../../lambdas/contract/faults.ts';
import { keyFor, type Attempt } from './attempt.ts';
import { addressOf, checked, lookFaults, type Checked, type Known } from './checks.ts';
import { readDraft, written } from './draft.ts';
import { emptyForm, mediaOf, requestOf, type Form, type Placed } from './form.ts';
import { mediaStore, type MediaStore, type MediaStoreDeps } from './media-store.ts';
import type { Refusal } from './refusal.ts';
import { usualTerms, type Terms } from './terms.ts';
import { valueAt } from './value-at.ts';

/** Where a draft is kept while its page is loaded again. */
export interface DraftPlace {
  read(): string | undefined;
  /** @param text undefined where there is nothing to keep */
  write(text: string | undefined): void;
}

export interface ModelDeps extends Omit<MediaStoreDeps, 'kept'> {
  readonly create: (request: EditRequestInput, options: { idempotencyKey: string }) => Promise<EditBody>;
  readonly refusalOf: (error: unknown) => Refusal;
  readonly drafts: DraftPlace;
  /** A key that nobody has used. */
  readonly newKey: () => string;
}

/** `finishing`: uploads are waited for; `posting`: the request is under way. */
export type Sending = 'no' | 'finishing' | 'posting';

export type SendResult =
  | { readonly is: 'sent'; readonly editId: string }
  /** It was not sent: `shown` says why. */
  | { readonly is: 'faulty' }
  | { readonly is: 'refused' }
  /** Another press is still being worked on. */
  | { readonly is: 'busy' };

export interface Model {
  readonly form: ReadonlySignal<Form>;
  readonly media: MediaStore;
  readonly terms: Signal<Terms>;
  /** The faults to show: what is missing once somebody wanted to send it, and what the server said of what still stands. */
  readonly shown: ReadonlySignal<readonly Fault[]>;
  readonly sending: ReadonlySignal<Sending>;
  /** What came of the last try, until it is sent or there is another. */
  readonly refusal: ReadonlySignal<Refusal | undefined>;
  /** A try of which nobody knows whether it arrived, from before the page was loaded. */
  readonly interrupted: ReadonlySignal<boolean>;
  /** Whether anything was filled in when the page was loaded. */
  readonly restored: boolean;
  change(make: (form: Form) => Form): void;
  send(): Promise<SendResult>;
  /** Gives up the last try for lost: the next one has a key of its own, and may be paid for besides it. */
  asAnother(): void;
  dispose(): void;
}

/** One form from its first letter until it is an edit. */
export const newEditModel = (deps: ModelDeps): Model => {
  const draft = readDraft(deps.drafts.read() ?? '');
  const form = signal(draft?.form ?? emptyForm);
  const attempt = signal<Attempt | undefined>(draft?.attempt);
  const terms = signal(usualTerms);
  const tried = signal(false);
  const sending = signal<Sending>('no');
  const refusal = signal<Refusal | undefined>(undefined);
  const media = mediaStore({ ...deps, kept: draft });

  const known = () => ({ looks: media.looks.value, uploads: media.uploads.value, terms: terms.value });
  const check = computed<Checked>(() => checked(form.value, known()));
  const body = computed(() =>
    requestOf(form.value, (medium) => addressOf(medium, media.uploads.value) ?? ''),
  );
  const refused = computed<readonly Fault[]>(() => {
    const sent: unknown = attempt.value === undefined ? undefined : JSON.parse(attempt.value.body);
    return (refusal.value?.faults ?? []).filter(
      ({ path }) => JSON.stringify(valueAt(sent, path)) === JSON.stringify(valueAt(body.value, path)),
    );
  });
  const shown = computed<readonly Fault[]>(() => {
    const { missing, faults } = check.value;
    const own = [...(tried.value ? missing : []), ...faults];
    return [
      ...own,
      ...refused.value.filter(
        (fault) => !own.some(({ path, message }) => path === fault.path && message === fault.message),
      ),
    ];
  });
  const waiting = computed(() => mediaOf(form.value).filter((placed) => isToUpload(placed, known())));
  const isBusy = computed(
    () =>
      waiting.value.length > 0 ||
      mediaOf(form.value).some(
        ({ medium: { id } }) =>
          media.looks.value[id]?.is === 'looking' || media.uploads.value[id]?.is === 'uploading',
      ),
  );

  const keep = (): void => {
    const now = { form: form.value, ...known(), attempt: attempt.value };
    const isEmpty = now.form === emptyForm && now.attempt === undefined;
    deps.drafts.write(isEmpty ? undefined : written(now));
  };
  const stops = [
    effect(() => {
      const placed = mediaOf(form.value);
      media.keepOnly(new Set(placed.map(({ medium }) => medium.id)));
    }),
    // What is fit is uploaded at once: it is there when somebody presses Send, and survives a reload.
    effect(() => {
      for (const { medium } of waiting.value) media.upload(medium.id);
    }),
    effect(keep),
  ];
  lookAtAddresses(form.value, media);

  const post = async (): Promise<SendResult> => {
    const request = body.value;
    const text = JSON.stringify(request);
    const key = keyFor(attempt.value, text, deps.newKey);
    batch(() => {
      attempt.value = { key, body: text, outcome: 'unknown' };
      refusal.value = undefined;
      sending.value = 'posting';
    });
    try {
      const { edit_id: editId } = await deps.create(request, { idempotencyKey: key });
      batch(() => {
        form.value = emptyForm;
        attempt.value = undefined;
        tried.value = false;
      });
      return { is: 'sent', editId };
    } catch (error) {
      batch(() => {
        refusal.value = deps.refusalOf(error);
        attempt.value = { key, body: text, outcome: refusal.value.outcome };
      });
      return { is: 'refused' };
    }
  };

  return {
    form,
    media,
    terms,
    shown,
    sending,
    refusal,
    interrupted: computed(
      () =>
        draft?.attempt?.outcome === 'unknown' && attempt.value === draft.attempt && sending.value === 'no',
    ),
    restored: draft !== undefined,
    change: (make) => {
      // What is sent is what is seen.
      if (sending.value === 'posting') return;
      form.value = make(form.value);
      lookAtAddresses(form.value, media);
    },
    send: async () => {
      if (sending.value !== 'no') return { is: 'busy' };
      batch(() => {
        tried.value = true;
        sending.value = 'finishing';
      });
      try {
        media.tryAgain();
        await until(isBusy, false);
        const { missing, faults } = check.value;
        return missing.length + faults.length > 0 ? { is: 'faulty' } : await post();
      } finally {
        sending.value = 'no';
      }
    },
    asAnother: () => {
      batch(() => {
        attempt.value = undefined;
        refusal.value = undefined;
      });
    },
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
};

const isToUpload = (placed: Placed, known: Known): boolean =>
  known.terms.uploads &&
  known.uploads[placed.medium.id]?.is === 'waiting' &&
  known.looks[placed.medium.id]?.is !== 'looking' &&
  lookFaults(placed, known).length === 0;

const lookAtAddresses = (form: Form, media: MediaStore): void => {
  for (const { medium, kind } of mediaOf(form)) media.lookAt(medium, kind);
};

const until = async <Value>(watched: ReadonlySignal<Value>, wanted: Value): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = effect(() => {
    if (watched.value === wanted) resolve(undefined);
  });
  await promise;
  stop();
};
