import type { EditBody } from '../../lambdas/contract/edit.ts';
import { isUnderWay } from '../words/status.ts';

export interface Phase {
  readonly name: 'waiting' | 'provider' | 'storing' | 'uncertain';
  readonly from: string;
  /** Absent while it goes on. */
  readonly to?: string | undefined;
  readonly seconds: number;
  /** Of all the time so far, from 0 to 1. */
  readonly share: number;
}

/** The stretches of an edit's life, one after the other. */
export const phasesOf = (edit: EditBody, nowMs: number): readonly Phase[] => {
  const stretches = stretchesOf(edit).filter(({ from, to }) => to === undefined || to > from);
  const timed = stretches.map((stretch) => ({
    ...stretch,
    seconds: Math.max(
      0,
      ((stretch.to === undefined ? nowMs : Date.parse(stretch.to)) - Date.parse(stretch.from)) / 1_000,
    ),
  }));
  const total = timed.reduce((sum, { seconds }) => sum + seconds, 0);
  return timed.map((phase) => ({ ...phase, share: total === 0 ? 1 / timed.length : phase.seconds / total }));
};

const stretchesOf = (edit: EditBody): readonly Omit<Phase, 'seconds' | 'share'>[] => {
  const { created_at: created, submitted_at: submitted, made_at: made, finished_at: finished } = edit;
  if (submitted === undefined) {
    if (edit.status !== 'uncertain') return [{ name: 'waiting', from: created, to: finished }];
    return [
      { name: 'waiting', from: created, to: edit.updated_at },
      { name: 'uncertain', from: edit.updated_at },
    ];
  }
  const waiting = { name: 'waiting', from: created, to: submitted } as const;
  if (made !== undefined) {
    return [
      waiting,
      { name: 'provider', from: submitted, to: made },
      { name: 'storing', from: made, to: finished },
    ];
  }
  return [waiting, { name: 'provider', from: submitted, to: isUnderWay(edit) ? undefined : finished }];
};

export const phaseWords: Readonly<Record<Phase['name'], string>> = {
  waiting: 'Waiting to be sent',
  provider: 'At the provider',
  storing: 'Being stored',
  uncertain: 'Uncertain',
};
