import type { EditBody } from '../../lambdas/contract/edit.ts';

export interface Progress {
  show(edit: EditBody): void;
  end(): void;
}

const clearLine = '\r\u001b[2K';
const tickMillis = 500;

/** One line that keeps up with the edit on a terminal; in a pipe, a line for every new status. */
export const startProgress = (out: NodeJS.WriteStream): Progress => {
  const began = performance.now();
  let said: string | undefined;
  let words = 'starting';
  let left = '';
  const elapsed = () => `${Math.floor((performance.now() - began) / 1_000)} s`;
  const draw = (): void => {
    out.write(`${clearLine}${words} · ${elapsed()}${left}`);
  };
  const timer = out.isTTY ? setInterval(draw, tickMillis) : undefined;
  return {
    show: (edit) => {
      words = wordsOf(edit);
      left = edit.eta_seconds === undefined ? '' : ` · about ${edit.eta_seconds.p50} s left`;
      if (out.isTTY) draw();
      else if (words !== said) out.write(`${words} · ${elapsed()}\n`);
      said = words;
    },
    end: () => {
      clearInterval(timer);
      if (out.isTTY) out.write('\n');
    },
  };
};

const wordsOf = ({ status, queue_position: place, waiting_for: waitingFor }: EditBody): string => {
  if (waitingFor !== undefined) return `${status}, waiting for ${waitingFor.replace('_', ' ')}`;
  return place === undefined ? status : `${status}, place ${place}`;
};
