import { checkStatus } from '../../../lambdas/check-status/check-status.ts';
import { send } from '../../../lambdas/send/send.ts';
import { takeStock } from '../../../lambdas/take-stock/take-stock.ts';
import { fakeBudget } from '../../fakes/budget.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeMeter } from '../../fakes/meter.ts';
import { fakePrices } from '../../fakes/prices.ts';
import { fakeProvider, type Answers } from '../../fakes/provider.ts';
import type { Prices } from '../../../lambdas/core/provider.ts';
import type { BudgetLimits } from '../../../lambdas/core/spending.ts';
import { anEdit } from '../core/an-edit.ts';

export const start = Date.UTC(2026, 10, 23, 12);
const minute = 60_000;

export interface StageProps {
  readonly edits: number;
  readonly slots?: number;
  readonly limits?: BudgetLimits;
  readonly prices?: Prices;
  /** @param now of the simulated clock */
  readonly answers?: (now: () => number) => Answers;
  /** Nobody enters these, as if the functions were broken. */
  readonly dead?: boolean;
}

interface Turn {
  readonly id: string;
  at: number;
  state: 'send' | 'look' | 'end';
}

/**
 * Edits that go round through the real `Send` and `CheckStatus`, each when it was told to come back, on a simulated
 * clock; once a minute stock is taken.
 */
export const simulatedStage = (props: StageProps) => {
  const { edits, slots = 5, limits, prices = fakePrices(), answers = () => ({}), dead = false } = props;
  const clock = fakeClock(start);
  const meter = fakeMeter();
  const records = Array.from({ length: edits }, (_, place) =>
    anEdit({ editId: editId(place), createdAt: start, dueAt: start }),
  );
  const provider = fakeProvider(answers(() => clock.now()));
  const budget = limits && fakeBudget(limits);
  const deps = {
    ...fakeDeps(records, { clock, provider, prices, slots, ...(budget && { budget }) }),
    // Whoever lingers moves the clock on by himself.
    mayLinger: () => false,
  };
  let tokens = 0;
  const enter = {
    send: send({ ...deps, newToken: () => `token ${(tokens += 1)}` }),
    look: checkStatus(deps),
  };
  const stock = takeStock({ ...deps, meter });
  const turns = records.map(({ editId: id }): Turn => ({ id, at: start, state: 'send' }));
  let stockAt = start + minute;

  /** @returns StalledSeconds as it was measured in each of the minutes that passed */
  const pass = async (minutes: number): Promise<number[]> => {
    const seen: number[] = [];
    while (seen.length < minutes) {
      const [next] = turns.filter(({ state }) => state !== 'end' && !dead).toSorted((a, b) => a.at - b.at);
      const at = Math.min(next?.at ?? Infinity, stockAt);
      clock.advance(Math.max(0, at - clock.now()));
      if (next === undefined || next.at > stockAt) {
        await stock();
        seen.push(meter.last('StalledSeconds') ?? Number.NaN);
        stockAt += minute;
        continue;
      }
      const input = { edit_id: next.id };
      const step = await (next.state === 'send' ? enter.send(input) : enter.look(input));
      next.at = clock.now() + step.seconds * 1_000;
      if (step.next === 'look') next.state = 'look';
      else if (step.next !== 'wait') next.state = 'end';
    }
    return seen;
  };
  return { ...deps, meter, pass };
};
