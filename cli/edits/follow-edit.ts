import type { Client } from '../../client/client.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { estimateAt, hasEnded, toldOf, type Told } from '../output/estimate.ts';
import { progressLine } from '../output/progress-line.ts';
import type { Screen } from '../output/screen.ts';
import { standingOf } from '../output/words.ts';

export interface FollowDeps {
  readonly client: { readonly edits: Pick<Client['edits'], 'watch'> };
  readonly screen: Screen;
  readonly signal: AbortSignal;
  /** Seconds, of a clock that nobody sets. */
  readonly seconds: () => number;
  /** Told of the edit whenever it changed. */
  readonly seen?: ((edit: EditBody) => void) | undefined;
}

/** Stays with an edit until it ends or is uncertain: a bar on a terminal, elsewhere a line for each change. */
export const followEdit = async (first: EditBody, deps: FollowDeps): Promise<EditBody> => {
  const { client, screen, signal, seconds, seen } = deps;
  let edit = first;
  let told: Told = toldOf(first, seconds(), undefined);
  let shown = 0;
  let said: string | undefined;
  const area = screen.live((columns) => {
    const estimate = estimateAt(seconds(), told, shown);
    shown = estimate.fraction;
    return [progressLine(edit.edit_id, standingOf(edit), estimate, columns)];
  });
  const show = (now: EditBody): void => {
    edit = now;
    told = toldOf(now, seconds(), told);
    const standing = standingOf(now);
    if (!screen.drawsLive && standing !== said) screen.say(`${now.edit_id}  ${standing}`);
    said = standing;
    seen?.(now);
  };
  try {
    show(first);
    if (hasEnded(first)) return first;
    for await (const changed of client.edits.watch(first.edit_id, { signal })) show(changed);
    // Some end their iteration quietly when they are told to stop.
    signal.throwIfAborted();
    return edit;
  } finally {
    area.end();
  }
};
