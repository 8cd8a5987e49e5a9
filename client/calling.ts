import { queryOf, type Query } from './address.ts';
import type { Authorise } from './authorising.ts';
import type { CallOptions } from './client-props.ts';
import { exchange, type Network } from './exchange.ts';
import { read, type Answer } from './reading.ts';
import { repeating, type Repeatable } from './repeating.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the API's address: `/v1/edits`. */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly repeatable: Repeatable;
}

export interface CallingDeps extends Network {
  readonly base: string;
  readonly authorise: Authorise;
  /** Where a call's own options say nothing. */
  readonly timeoutSeconds: number;
  readonly repeats: number;
}

/** Calls the API, and reads its answer as what the caller expects of this path. */
export type Calling = <Body>(call: Call, options?: CallOptions) => Promise<Answer<Body>>;

export const calling =
  (deps: CallingDeps): Calling =>
  async <Body>(call: Call, options: CallOptions = {}) => {
    const { signal, repeats = deps.repeats } = options;
    const attempt = async () => once<Body>(call, options, deps);
    return repeating(attempt, { repeatable: call.repeatable, repeats, signal }, deps.clock);
  };

const once = async <Body>(
  { method, path, query = {}, headers: own, body: content }: Call,
  { signal, timeoutSeconds }: CallOptions,
  deps: CallingDeps,
): Promise<Answer<Body>> => {
  signal?.throwIfAborted();
  const url = `${deps.base}${path}${queryOf(query)}`;
  const body = content === undefined ? undefined : JSON.stringify(content);
  const headers = await deps.authorise({
    ...{ method, url, body },
    headers: new Headers({
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...own,
    }),
  });
  const request = {
    method,
    url,
    headers,
    body,
    signal,
    timeoutSeconds: timeoutSeconds ?? deps.timeoutSeconds,
  };
  return read<Body>(await exchange(request, deps), deps.clock.now());
};
