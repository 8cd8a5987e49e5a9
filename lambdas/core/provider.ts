import type { EditRequest, Millis } from './edit.ts';
import type { Price } from './spending.ts';

export type SubmitVerdict =
  | { readonly verdict: 'accepted'; readonly requestId: string }
  /** It provably started nothing there: asking again is safe. */
  | { readonly verdict: 'refused'; readonly why: string; readonly retryAfterSeconds?: number | undefined }
  /** No balance, or a token that is not accepted: not the edit's fault. */
  | { readonly verdict: 'account'; readonly why: string }
  /** Asking again cannot help. */
  | { readonly verdict: 'rejected'; readonly message: string }
  /** It may or may not have started: never to be repeated. */
  | { readonly verdict: 'unclear'; readonly why: string }
  /** It was not sent at all, for a reason of ours. */
  | { readonly verdict: 'unsent'; readonly why: string; readonly retryAfterSeconds?: number | undefined }
  /** Nor was it now, and never can be: what it is to be made of is gone. */
  | { readonly verdict: 'unfit'; readonly message: string };

export type StatusSeen =
  | { readonly status: 'queued'; readonly queuePosition?: number | undefined }
  /** `word` is set where the provider used one never heard before. */
  | { readonly status: 'running'; readonly word?: string | undefined }
  /** It no longer runs there; only the result tells how it went. */
  | { readonly status: 'finished' }
  | { readonly status: 'cancelled'; readonly costUsd?: number | undefined }
  | { readonly status: 'unknown_request' }
  | { readonly status: 'unreachable'; readonly why: string };

/** How it takes what comes with this token, as far as can be told without paying. */
export type AccountSeen =
  | { readonly account: 'usable'; readonly balanceUsd: number }
  /** Nothing is made for it. `balanceUsd`: where that is told, not more than 0. */
  | { readonly account: 'no_balance'; readonly balanceUsd?: number | undefined }
  /** There is no token, or it is taken for none. */
  | { readonly account: 'token_refused'; readonly why: string }
  | { readonly account: 'unreachable'; readonly why: string };

export interface ProviderOutput {
  readonly kind: 'video' | 'image';
  readonly url: string;
}

/** `finishedAt`: when it says that it finished, where that can be read. */
export type ResultSeen =
  | {
      readonly result: 'succeeded';
      readonly outputs: readonly ProviderOutput[];
      readonly costUsd?: number | undefined;
      readonly finishedAt?: Millis | undefined;
    }
  | {
      readonly result: 'failed';
      readonly message: string;
      readonly costUsd?: number | undefined;
      readonly finishedAt?: Millis | undefined;
    }
  | { readonly result: 'cancelled'; readonly costUsd?: number | undefined }
  | { readonly result: 'not_ready' }
  | { readonly result: 'unknown_request' }
  | { readonly result: 'unreachable'; readonly why: string };

export type CancelSeen =
  | { readonly outcome: 'cancelled' | 'not_cancellable' | 'unconfirmed' }
  | { readonly outcome: 'unreachable'; readonly why: string };

/** What an edit costs, kept for a while: asking costs time, and a price seldom changes. */
export interface Prices {
  /** As it was last told, however long ago that may be useful; never asks the provider. */
  known(): Promise<Price | undefined>;
  /** Asks the provider where what is known is old. Never throws. @returns undefined where none is to be had */
  read(): Promise<Price | undefined>;
}

/** RunComfy's Model API. None of these throws for what a provider may do; `submit` never repeats its POST. */
export interface Provider {
  submit(request: EditRequest): Promise<SubmitVerdict>;
  status(requestId: string): Promise<StatusSeen>;
  result(requestId: string): Promise<ResultSeen>;
  cancel(requestId: string): Promise<CancelSeen>;
  /** @throws ProviderUnreadable when no price is to be had */
  price(): Promise<Price>;
  account(): Promise<AccountSeen>;
}
