import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { Client } from '../../client/client.ts';
import type { DeliveryBody } from '../../lambdas/contract/delivery.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { nextLookSeconds } from './next-look.ts';

export interface OneEditDeps {
  readonly edits: Pick<Client['edits'], 'get'>;
  readonly deliveries: Pick<Client['deliveries'], 'list'>;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface OneEdit {
  /** Undefined before the first answer. */
  readonly edit: ReadonlySignal<EditBody | undefined>;
  readonly deliveries: ReadonlySignal<readonly DeliveryBody[]>;
  /** @returns in how many seconds another look is worth it */
  readonly look: () => Promise<number | undefined>;
  /** An answer that came of something else than a look. */
  readonly take: (edit: EditBody) => void;
}

/** One edit and what webhooks were told of it. */
export const oneEdit = (editId: string, deps: OneEditDeps): OneEdit => {
  const edit = signal<EditBody | undefined>(undefined);
  const deliveries = signal<readonly DeliveryBody[]>([]);
  const options = { signal: deps.signal, repeats: 0 };

  const take = (seen: EditBody): void => {
    if (edit.value === undefined || seen.sequence >= edit.value.sequence) edit.value = seen;
  };
  const look = async (): Promise<number | undefined> => {
    const [seen, told] = await Promise.all([
      deps.edits.get(editId, options),
      deps.deliveries.list(editId, options),
    ]);
    batch(() => {
      take(seen);
      deliveries.value = told.deliveries;
    });
    return nextLookSeconds(edit.value ?? seen, deliveries.value, deps.now());
  };
  return { edit, deliveries, look, take };
};
