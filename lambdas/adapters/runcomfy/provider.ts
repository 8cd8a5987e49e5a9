import { ProviderUnreadable } from '../../core/errors.ts';
import type { Log, Secrets } from '../../core/ports.ts';
import type { Provider } from '../../core/provider.ts';
import { accountSeen } from './account-seen.ts';
import { describe, isRequestId, type Answer, type AnswerBody } from './answer.ts';
import { baseOf, caller } from './calls.ts';
import { cancelSeen } from './cancel-seen.ts';
import type { Heard } from './exchange.ts';
import { reading } from './reading.ts';
import { resultSeen } from './result-seen.ts';
import { statusSeen } from './status-seen.ts';
import { submitVerdict } from './submit-verdict.ts';
import { balancePath, modelPath, requestPath, wireRequest } from './wire-request.ts';

export interface RuncomfyTimeouts {
  /** To connect, the TLS handshake included. @default 10000 */
  readonly connectMs?: number | undefined;
  /** The paid POST from beginning to end. @default 100000 */
  readonly submitMs?: number | undefined;
  /** Any other call from beginning to end. @default 30000 */
  readonly readMs?: number | undefined;
  /** The price, which somebody waits for before sending. @default 5000 */
  readonly priceMs?: number | undefined;
  /** The balance, which somebody waits for, too. @default 5000 */
  readonly accountMs?: number | undefined;
}

export interface RuncomfyProviderProps {
  /** The Model API: an origin, perhaps with a path that goes before `/v1`. */
  readonly baseUrl: string;
  /** Where the balance is asked for. @default - `baseUrl`: the token goes to no host that was not named */
  readonly balanceUrl?: string | undefined;
  readonly secrets: Secrets;
  /** @default - those of `RuncomfyTimeouts` */
  readonly timeouts?: RuncomfyTimeouts | undefined;
  /** Told of a refused or unreadable token. @default - nobody is */
  readonly log?: Pick<Log, 'warn'> | undefined;
}

/** RunComfy's Model API, for this one model. @throws TypeError for addresses that the token must not be sent to */
export const runcomfyProvider = (props: RuncomfyProviderProps): Provider => {
  const { baseUrl, balanceUrl = baseUrl, secrets, timeouts = {}, log } = props;
  const { connectMs = 10_000, submitMs = 100_000, readMs: timeoutMs = 30_000 } = timeouts;
  const { priceMs = 5_000, accountMs = 5_000 } = timeouts;
  const base = baseOf(baseUrl);
  const balanceBase = baseOf(balanceUrl);
  const call = caller({ secrets, connectMs, log });

  return {
    submit: async (request) => {
      const body = JSON.stringify(wireRequest(request));
      const wish = { base, method: 'POST', path: modelPath, body, timeoutMs: submitMs, paid: true } as const;
      return submitVerdict(await call(wish), Date.now());
    },
    status: async (requestId) => {
      if (!isRequestId(requestId)) return { status: 'unknown_request' };
      return statusSeen(
        await call({ base, method: 'GET', path: requestPath(requestId, 'status'), timeoutMs }),
      );
    },
    result: async (requestId) => {
      if (!isRequestId(requestId)) return { result: 'unknown_request' };
      const path = requestPath(requestId, 'result?include_cost=true');
      return resultSeen(await call({ base, method: 'GET', path, timeoutMs }));
    },
    cancel: async (requestId) => {
      if (!isRequestId(requestId))
        return { outcome: 'unreachable', why: 'This is no request id of the provider' };
      return cancelSeen(
        await call({ base, method: 'POST', path: requestPath(requestId, 'cancel'), timeoutMs }),
      );
    },
    price: async () => {
      const { answer, body } = readable(
        await call({ base, method: 'GET', path: modelPath, timeoutMs: priceMs }),
      );
      const { base_price_usd: baseUsd, price_unit: unit, pricing_note: note } = body;
      if (baseUsd === undefined || unit === undefined) throw lacking(answer);
      return { baseUsd, unit, note };
    },
    account: async () =>
      accountSeen(await call({ base: balanceBase, method: 'GET', path: balancePath, timeoutMs: accountMs })),
  };
};

const readable = (heard: Heard): { answer: Answer; body: AnswerBody } => {
  const seen = reading(heard);
  if (seen.read !== 'body') throw new ProviderUnreadable(seen.why);
  return seen;
};

const lacking = (answer: Answer) =>
  new ProviderUnreadable(`${describe(answer)}, but with no price that can be read`);
