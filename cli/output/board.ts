import type { EditBody } from '../../lambdas/contract/edit.ts';
import { estimateAt, hasEnded, toldOf, type Estimate, type Told } from './estimate.ts';
import { progressLine } from './progress-line.ts';
import type { Screen } from './screen.ts';
import { standingOf } from './words.ts';

/** Many things under way at once: one line for all, and one for each that moves. */
export interface Board {
  /** What happens to one before it is an edit. */
  say(row: number, standing: string): void;
  see(row: number, edit: EditBody): void;
  /** It came to its end without one of an edit. */
  giveUp(row: number, why: string): void;
  end(): void;
}

export interface Row {
  readonly name: string;
  readonly standing: string;
  readonly told?: Told | undefined;
  readonly shown: number;
  /** Nothing will happen to it any more. */
  readonly over: boolean;
}

export interface BoardProps {
  readonly names: readonly string[];
  readonly screen: Screen;
  readonly seconds: () => number;
}

export const createBoard = ({ names, screen, seconds }: BoardProps): Board => {
  const rows: Row[] = names.map((name) => ({ name, standing: '', shown: 0, over: false }));
  let shown = 0;
  const area = screen.live((columns, height) => {
    const drawn = drawBoard(rows, { now: seconds(), shown, columns, height });
    rows.splice(0, rows.length, ...drawn.rows);
    shown = drawn.shown;
    return drawn.lines;
  });
  const put = (n: number, change: Partial<Row>): void => {
    const before = rows[n];
    if (before === undefined) return;
    const after = { ...before, ...change };
    rows[n] = after;
    if (after.standing !== before.standing && (!screen.drawsLive || after.over))
      screen.say(`${after.name}  ${after.standing}`);
  };
  return {
    say: (n, standing) => {
      put(n, { standing });
    },
    see: (n, edit) => {
      const told = toldOf(edit, seconds(), rows[n]?.told);
      put(n, { standing: `${edit.edit_id}  ${standingOf(edit)}`, told, over: hasEnded(edit) });
    },
    giveUp: (n, why) => {
      put(n, { standing: why, over: true });
    },
    end: () => {
      area.end();
    },
  };
};

export interface DrawProps {
  readonly now: number;
  /** The fraction of all that was shown before. */
  readonly shown: number;
  readonly columns: number;
  readonly height: number;
}

// Above them there is what was said before.
const mostLines = 12;

/** What to draw, and the rows as they are shown now. */
export const drawBoard = (
  before: readonly Row[],
  { now, shown, columns, height }: DrawProps,
): { readonly lines: readonly string[]; readonly rows: readonly Row[]; readonly shown: number } => {
  const estimates = before.map((row) => estimateOf(row, now));
  const rows = before.map((row, n) => ({ ...row, shown: estimates[n]?.fraction ?? row.shown }));
  const over = rows.filter((row) => row.over).length;
  const all = ofAll(rows, estimates, shown);
  const moving = rows.flatMap((row, n) => (row.over || row.standing === '' ? [] : [n]));
  const room = Math.max(0, Math.min(mostLines, height - 3));
  const each = moving.slice(0, room).map((n) => {
    const row = rows[n];
    const estimate = estimates[n];
    if (row === undefined || estimate === undefined) return '';
    if (row.told === undefined) return `  ${row.name}  ${row.standing}`.slice(0, columns);
    return progressLine(`  ${row.name}`, row.standing, estimate, columns);
  });
  const more = moving.length > room ? [`  and ${moving.length - room} more`] : [];
  const lines = [progressLine(`${over} of ${rows.length}`, 'at their end', all, columns), ...each, ...more];
  return { lines, rows, shown: all.fraction };
};

const estimateOf = ({ told, shown, over }: Row, now: number): Estimate => {
  if (over) return { fraction: 1, overrun: false };
  return told === undefined ? { fraction: shown, overrun: false } : estimateAt(now, told, shown);
};

// As long as of one nobody knows when it ends, nobody knows it of all.
const ofAll = (rows: readonly Row[], estimates: readonly Estimate[], shown: number): Estimate => {
  const mean = estimates.reduce((sum, { fraction }) => sum + fraction, 0) / Math.max(rows.length, 1);
  const open = estimates.filter((_estimate, n) => rows[n]?.over === false);
  const left = open.flatMap(({ leftSeconds }) => (leftSeconds === undefined ? [] : [leftSeconds]));
  return {
    fraction: Math.max(shown, mean),
    ...(left.length === open.length && left.length > 0 ? { leftSeconds: Math.max(...left) } : {}),
    overrun: false,
  };
};
