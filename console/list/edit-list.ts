import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { Client } from '../../client/client.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { isUnderWay, type EditStatus } from '../words/status.ts';
import { merged } from './merge.ts';

export interface EditListDeps {
  readonly edits: Pick<Client['edits'], 'list' | 'get'>;
  readonly status?: EditStatus | undefined;
  readonly signal: AbortSignal;
}

/** The edits of one filter, as far back as somebody asked for. */
export interface EditList {
  /** Undefined before the first answer. */
  readonly edits: ReadonlySignal<readonly EditBody[] | undefined>;
  /** Whether there are older ones than those. */
  readonly more: ReadonlySignal<boolean>;
  /** Looks at the newest, and again at each that was under way. */
  readonly refresh: () => Promise<void>;
  readonly older: () => Promise<void>;
}

const pageSize = 20;
/** Under way and not among the newest: those looked at again each time. */
const mostLooks = 20;

export const editList = ({ edits: api, status, signal: stop }: EditListDeps): EditList => {
  const edits = signal<readonly EditBody[] | undefined>(undefined);
  const more = signal(false);
  let cursor: string | undefined;
  let paged = false;
  const query = { status, limit: pageSize };
  // A look that fails is told of at once: whoever keeps looking repeats it.
  const options = { signal: stop, repeats: 0 };
  const shown = (all: readonly EditBody[]) =>
    status === undefined ? all : all.filter((edit) => edit.status === status);

  const take = (seen: readonly EditBody[]): void => {
    edits.value = shown(merged(edits.value ?? [], seen));
  };

  const refresh = async (): Promise<void> => {
    const page = await api.list(query, options);
    const newest = new Set(page.edits.map(({ edit_id: id }) => id));
    const others = (edits.value ?? [])
      .filter((edit) => !newest.has(edit.edit_id) && (isUnderWay(edit) || edit.status === 'uncertain'))
      .slice(0, mostLooks);
    const looks = await Promise.all(others.map(async ({ edit_id: id }) => api.get(id, options)));
    batch(() => {
      // So many are new that there may be others between them and those that are known.
      const gap = page.cursor !== undefined && !(edits.value ?? []).some(({ edit_id: id }) => newest.has(id));
      if (gap) {
        edits.value = undefined;
        paged = false;
      }
      take(gap ? page.edits : [...page.edits, ...looks]);
      if (paged) return;
      ({ cursor } = page);
      more.value = cursor !== undefined;
    });
  };

  const older = async (): Promise<void> => {
    const page = await api.list({ ...query, cursor }, options);
    batch(() => {
      take(page.edits);
      paged = true;
      ({ cursor } = page);
      more.value = cursor !== undefined;
    });
  };

  return { edits, more, refresh, older };
};
