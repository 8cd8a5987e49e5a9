import type { EditRequest } from '../../lambdas/core/edit.ts';
import type {
  AccountSeen,
  CancelSeen,
  Provider,
  ResultSeen,
  StatusSeen,
  SubmitVerdict,
} from '../../lambdas/core/provider.ts';

export interface Answers {
  readonly submit?: (request: EditRequest) => SubmitVerdict | Promise<SubmitVerdict>;
  readonly status?: () => StatusSeen;
  readonly result?: () => ResultSeen;
  readonly cancel?: () => CancelSeen;
  readonly account?: () => AccountSeen;
}

export interface FakeProvider extends Provider {
  /** What was asked, in its order; `submit` is the one that costs money. */
  readonly calls: string[];
}

/** A provider that takes everything, unless it is told otherwise, and does as `answers` say. */
export const fakeProvider = (answers: Answers = {}): FakeProvider => {
  const calls: string[] = [];
  const {
    submit = () => ({ verdict: 'accepted', requestId: 'request-1' }) as const,
    status = () => ({ status: 'running' }) as const,
    result = () => ({ result: 'not_ready' }) as const,
    cancel = () => ({ outcome: 'cancelled' }) as const,
    account = () => ({ account: 'usable', balanceUsd: 100 }) as const,
  } = answers;
  return {
    calls,
    submit: async (request) => {
      calls.push('submit');
      return submit(request);
    },
    status: async (requestId) => {
      calls.push(`status ${requestId}`);
      return status();
    },
    result: async (requestId) => {
      calls.push(`result ${requestId}`);
      return result();
    },
    cancel: async (requestId) => {
      calls.push(`cancel ${requestId}`);
      return cancel();
    },
    price: async () => ({ baseUsd: 0.84, unit: 'video' }),
    account: async () => {
      calls.push('account');
      return account();
    },
  };
};

/** Each of `values` once, and the last of them from then on. */
export const inTurn = <Value>(...values: [Value, ...Value[]]): (() => Value) => {
  let times = 0;
  return () => {
    times += 1;
    return values[Math.min(times, values.length) - 1] ?? values[0];
  };
};
