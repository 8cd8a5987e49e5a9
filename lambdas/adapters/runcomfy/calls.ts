import { isLoopback } from '../../contract/urls.ts';
import type { Log, Secrets } from '../../core/ports.ts';
import { familyOf } from './answer.ts';
import { exchange, type Call, type Heard } from './exchange.ts';

/** An address before `/v1`, told apart for undici: its path goes to the wire as it is. */
export interface Base {
  readonly origin: string;
  readonly prefix: string;
}

export interface Wish extends Pick<Call, 'method' | 'path' | 'body' | 'timeoutMs'> {
  readonly base: Base;
  /** It must not be made twice, unless the provider refused it before looking at it. */
  readonly paid?: boolean;
}

export interface CallerProps {
  readonly secrets: Secrets;
  readonly connectMs: number;
  readonly log?: Pick<Log, 'warn'> | undefined;
}

/** Makes calls with the token of the moment. Never throws. */
export const caller = ({ secrets, connectMs, log }: CallerProps) => {
  const readToken = async (fresh: boolean): Promise<string | Heard> => {
    try {
      return await secrets.providerToken(fresh);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      log?.warn('The provider token could not be read', { error: name });
      return name === 'NoProviderToken'
        ? { heard: false, left: false, account: true, why: 'there is no provider token yet' }
        : { heard: false, left: false, why: 'the provider token could not be read' };
    }
  };

  return async ({ base, paid = false, ...wish }: Wish): Promise<Heard> => {
    const call = { ...wish, origin: base.origin, path: `${base.prefix}${wish.path}`, connectMs };
    const token = await readToken(false);
    if (typeof token !== 'string') return token;
    const heard = await exchange({ ...call, token });
    if (!refusesToken(heard)) return heard;
    log?.warn('The provider refused the token; it is read anew', { path: call.path });
    const fresh = await readToken(true);
    // Only HTTP's own word for it, 401, says for certain that nothing was started. After the others, the token
    // that was read anew serves the next try.
    const mayAskAgain = !paid || (heard.heard && heard.answer.status === 401);
    return typeof fresh !== 'string' || !mayAskAgain
      ? heard
      : exchange({ ...call, token: fresh, formerToken: token });
  };
};

const accountCode = 400004;

/** Whether it says that it takes the token for none. */
export const refusesToken = (heard: Heard): boolean =>
  heard.heard &&
  (heard.answer.errorCode === accountCode ||
    [heard.answer.status, familyOf(heard.answer)].some((status) => status === 401 || status === 403));

/** @throws TypeError for an address that the token must not be sent to */
export const baseOf = (address: string): Base => {
  const url = new URL(address);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw new TypeError(
      `The provider must be at https://, or at http:// on this machine, and not at ${url.origin}`,
    );
  }
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/u, '') };
};
