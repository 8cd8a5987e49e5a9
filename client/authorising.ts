import type { Auth } from './client-props.ts';
import { signing } from './signing.ts';

/** A request before anybody has vouched for it. */
export interface Unauthorised {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

/** Asked anew for each try: signatures and tokens age. @returns all headers of the request */
export type Authorise = (request: Unauthorised) => Promise<Headers>;

export const authorising = (auth: Auth | undefined, base: string): Authorise => {
  if (auth === undefined) return async ({ headers }) => headers;
  if ('sigV4' in auth) return signing(auth, base);
  const { bearer } = auth;
  return async ({ headers }) => {
    const token = typeof bearer === 'function' ? await bearer() : bearer;
    const authorised = new Headers(headers);
    authorised.set('authorization', `Bearer ${token}`);
    return authorised;
  };
};
