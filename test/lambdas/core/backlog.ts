import { emptyLine, type Line } from '../../../lambdas/core/line.ts';
import { askForTurn, lingerSeconds } from '../../../lambdas/core/turn.ts';
import { createRandom } from '../../../local/stand-in/faults/random.ts';
import { released, taken } from '../../fakes/line-moves.ts';

export interface Backlog {
  readonly edits: number;
  readonly slots: number;
  /** Log-normal: how long the provider has an edit. */
  readonly medianSeconds: number;
  readonly sigma: number;
  readonly typicalSeconds: number;
  readonly typicalIsGuess?: boolean;
  /** Every second edit that has to wait is cancelled. */
  readonly cancelled?: boolean;
  readonly seed: number;
}

export interface Drained {
  /** The tickets, as they were served; 0 for those that had to draw none. */
  readonly order: readonly number[];
  /** How often each edit went through `Send` in vain, fewest first. */
  readonly passes: readonly number[];
  /** The most slots in use at once, and how many were on average while others waited. */
  readonly most: number;
  readonly average: number;
}

interface Happening {
  readonly at: number;
  readonly does: (at: number) => void;
}

const queue = () => {
  const heap: Happening[] = [];
  const swap = (a: number, b: number): void => {
    const [one, other] = [heap[a], heap[b]];
    if (one !== undefined && other !== undefined) [heap[a], heap[b]] = [other, one];
  };
  const at = (place: number): number => heap[place]?.at ?? Infinity;
  return {
    put: (happening: Happening): void => {
      let place = heap.push(happening) - 1;
      for (let up = (place - 1) >> 1; place > 0 && at(up) > at(place); up = (place - 1) >> 1) {
        swap(up, place);
        place = up;
      }
    },
    take: (): Happening | undefined => {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return first;
      heap[0] = last;
      for (let place = 0; ;) {
        const left = 2 * place + 1;
        const least = at(left + 1) < at(left) ? left + 1 : left;
        if (at(place) <= at(least)) return first;
        swap(place, least);
        place = least;
      }
    },
  };
};

const lingerPause = 0.5;
/** What a pass costs besides its wait: the states and the function's call. */
const overhead = 0.3;

/** Lets so many edits come within seconds and drain through the real decisions, second by simulated second. */
export const drain = (backlog: Backlog): Drained => {
  const { edits, slots, medianSeconds, sigma, typicalSeconds, typicalIsGuess = false, cancelled } = backlog;
  const next = createRandom(backlog.seed);
  const gaussian = () => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
  const happenings = queue();
  const passes = new Array<number>(edits).fill(0);
  const order: number[] = [];
  let line: Line = emptyLine;
  let waiting = edits;
  const use = { busy: 0, most: 0, since: 0, area: 0, seconds: 0 };
  const count = (at: number, change: number): void => {
    if (waiting > 0) {
      use.area += use.busy * (at - use.since);
      use.seconds += at - use.since;
    }
    use.since = at;
    use.busy += change;
    use.most = Math.max(use.most, use.busy);
  };

  const enter = (edit: number, at: number, ticketDrawn?: number, lingeringUntil?: number): void => {
    const editId = `edit ${edit}`;
    const now = at * 1_000;
    const facts = { now, slots, typicalSeconds };
    let ticket = ticketDrawn;
    const ask = () =>
      askForTurn(line, {
        ...facts,
        editId,
        ticket,
        typicalIsGuess,
        waitedSeconds: at,
        accountRetrySeconds: 300,
      });
    let turn = ask();
    if (turn.turn === 'draw') {
      line = { ...line, tickets: line.tickets + 1 };
      ticket = line.tickets;
      turn = ask();
    }
    if (turn.turn === 'take') {
      const then = taken(line, turn.grant);
      if (then === undefined) throw new Error('nobody else could have been quicker');
      line = then;
      order.push(ticket ?? 0);
      count(at, 1);
      waiting -= 1;
      const seconds = medianSeconds * Math.exp(sigma * gaussian());
      // That it is finished is seen by a look somewhat later.
      const does = (end: number): void => {
        count(end, -1);
        line = released(line, editId, end * 1_000, end - at);
      };
      happenings.put({ at: at + seconds + Math.max(1, 0.025 * seconds), does });
      return;
    }
    if (turn.turn === 'draw') throw new Error('one ticket is enough');
    if (cancelled && edit % 2 === 1) {
      waiting -= 1;
      return;
    }
    const until = lingeringUntil ?? at + lingerSeconds;
    if (turn.linger && at + lingerPause <= until) {
      happenings.put({
        at: at + lingerPause,
        does: (then) => {
          enter(edit, then, ticket, until);
        },
      });
      return;
    }
    passes[edit] = (passes[edit] ?? 0) + 1;
    const wait = Math.max(1, Math.ceil(turn.seconds)) + overhead;
    happenings.put({
      at: at + wait,
      does: (then) => {
        enter(edit, then, ticket);
      },
    });
  };

  for (let edit = 0; edit < edits; edit += 1) {
    happenings.put({
      at: edit / 1_000,
      does: (at) => {
        enter(edit, at);
      },
    });
  }
  while (waiting > 0) {
    const happening = happenings.take();
    if (happening === undefined) throw new Error('some wait for ever');
    happening.does(happening.at);
  }
  return {
    order,
    passes: passes.toSorted((a, b) => a - b),
    most: use.most,
    average: use.area / use.seconds,
  };
};
