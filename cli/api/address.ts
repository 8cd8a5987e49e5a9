import { deployedUrls, isLoopback, localUrls, type UrlPolicy } from '../../lambdas/contract/urls.ts';
import { usageError } from '../errors.ts';

/** Of the local edition, where it was told nothing else. */
export const usualApi = 'http://127.0.0.1:4700';

export interface Api {
  /** Without a slash at its end. */
  readonly url: string;
  /** Where that was found. */
  readonly from: string;
  /** An edition on this machine, or a way to one. */
  readonly local: boolean;
  /** Which addresses it takes for clips and pictures. */
  readonly addresses: UrlPolicy;
}

/** @param from the option or variable that names it. @throws CliError where it is no address that an API may have */
export const apiAt = (given: string, from: string): Api => {
  const example =
    'It reads like https://abc.execute-api.eu-central-1.amazonaws.com or http://127.0.0.1:4700.';
  if (!/^https?:\/\//iu.test(given) || !URL.canParse(given))
    throw usageError(`${from} ${given} is not an address`, example);
  const url = new URL(given);
  if (url.username !== '' || url.password !== '')
    throw usageError(`${from} must not carry a user name or password`, 'Give a token in RESHOOT_TOKEN.');
  if (url.search !== '' || url.hash !== '')
    throw usageError(`${from} ${given} must have neither ? nor #`, example);
  const local = isLoopback(url);
  // Tokens and signatures are not for everybody on the way.
  if (url.protocol === 'http:' && !local)
    throw usageError(`${from} ${given} must begin with https://: http:// is for this machine alone`);
  const path = url.pathname.replace(/\/+$/u, '').replace(/\/v1$/u, '');
  return { url: `${url.origin}${path}`, from, local, addresses: local ? localUrls : deployedUrls };
};
