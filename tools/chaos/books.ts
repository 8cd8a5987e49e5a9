import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EditBody } from '../../lambdas/contract/edit.ts';

export interface Books {
  readonly asked: number;
  /** By the edit, as the provider has it: which of its jobs were taken for it. */
  readonly jobs: ReadonlyMap<string, readonly string[]>;
  /** Jobs that came to a result there. */
  readonly succeeded: ReadonlySet<string>;
  readonly edits: ReadonlyMap<string, EditBody>;
  /** Edits whose output is not, byte for byte, what their record says. */
  readonly spoilt: readonly string[];
  /** Edits of whose end was told with more than one id, or not at all. */
  readonly badlyTold: readonly string[];
  /** Submits whose answer was lost, or of which nothing can be made. */
  readonly answersLost: number;
}

const ends: readonly string[] = ['completed', 'failed', 'cancelled', 'uncertain'];

const least = 0.9;

/** Everything that does not balance, a line each; nothing where all does. */
export const faultsIn = (books: Books): readonly string[] => {
  const { asked, jobs, succeeded, edits, spoilt, badlyTold, answersLost } = books;
  const faults: string[] = [];
  const names = (ids: readonly string[]) => ids.slice(0, 5).join(', ');
  const check = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault);
  };
  const withStatus = (...statuses: string[]) =>
    [...edits].filter(([, { status }]) => statuses.includes(status)).map(([name]) => name);

  check(edits.size === asked, `${asked} edits were asked for, and ${edits.size} are on record`);
  const twice = [...jobs].filter(([, taken]) => taken.length > 1).map(([name]) => name);
  check(twice.length === 0, `${twice.length} edits were paid more than once: ${names(twice)}`);
  const uncertain = withStatus('uncertain');
  check(
    uncertain.length <= answersLost,
    `${uncertain.length} edits are uncertain, but only ${answersLost} answers were lost`,
  );
  const kept = new Set([...withStatus('completed'), ...uncertain]);
  const lost = [...jobs].filter(([name, taken]) => !kept.has(name) && taken.some((id) => succeeded.has(id)));
  check(
    lost.length === 0,
    `${lost.length} results were paid for and lost: ${names(lost.map(([name]) => name))}`,
  );
  const open = [...edits].filter(([, { status }]) => !ends.includes(status)).map(([name]) => name);
  check(open.length === 0, `${open.length} edits have no end: ${names(open)}`);
  const mute = [...edits].filter(([, { status, error }]) => status === 'failed' && error === undefined);
  check(
    mute.length === 0,
    `${mute.length} edits failed without a reason: ${names(mute.map(([name]) => name))}`,
  );
  check(spoilt.length === 0, `${spoilt.length} results are not what was recorded: ${names(spoilt)}`);
  check(badlyTold.length === 0, `${badlyTold.length} ends were not told once: ${names(badlyTold)}`);
  const rest = asked - uncertain.length - withStatus('cancelled').length;
  const completed = withStatus('completed').length;
  check(completed >= least * rest, `only ${completed} of the other ${rest} edits were completed`);
  return faults;
};

/** The completed edits of which an output is missing, or another than was recorded. */
export const spoiltOutputs = async (
  edits: ReadonlyMap<string, EditBody>,
  bucketFolder: string,
): Promise<string[]> => {
  const spoilt: string[] = [];
  for (const [name, { status, outputs }] of edits) {
    if (status !== 'completed') continue;
    const whole = await Promise.all(
      outputs.map(async ({ key, sha256 }) => {
        const bytes = await readFile(join(bucketFolder, key)).catch(() => Buffer.alloc(0));
        return createHash('sha256').update(bytes).digest('hex') === sha256;
      }),
    );
    if (whole.length === 0 || whole.includes(false)) spoilt.push(name);
  }
  return spoilt;
};

const endOf: Readonly<Partial<Record<EditBody['status'], string>>> = {
  completed: 'Edit Completed',
  failed: 'Edit Failed',
  cancelled: 'Edit Cancelled',
  uncertain: 'Edit Uncertain',
};

interface Told {
  readonly 'detail-type': string;
  readonly detail: { readonly id: string; readonly edit: { readonly edit_id: string } };
}

/** The edits whose end was not told by exactly one notice, however often that was sent. */
export const notToldOnce = (edits: ReadonlyMap<string, EditBody>, events: string): string[] => {
  const ids = new Map<string, Set<string>>();
  for (const line of events.split('\n').filter((text) => text !== '')) {
    const { 'detail-type': type, detail } = parse(line) ?? {};
    if (type === undefined || detail === undefined) continue;
    const name = `${detail.edit.edit_id} ${type}`;
    ids.set(name, (ids.get(name) ?? new Set()).add(detail.id));
  }
  return [...edits]
    .filter(([, { edit_id: editId, status }]) => ids.get(`${editId} ${endOf[status] ?? ''}`)?.size !== 1)
    .map(([name]) => name);
};

// Killed in the middle of writing, a line may be cut; what it told of is told again.
const parse = (line: string): Partial<Told> | undefined => {
  try {
    return JSON.parse(line) as Told;
  } catch {
    return undefined;
  }
};
