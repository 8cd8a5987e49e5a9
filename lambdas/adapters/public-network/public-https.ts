import { isIP } from 'node:net';
import { isPublicAddress, rangeOf } from './public-address.ts';

/**
 * Why nothing is sent to `url`, or undefined if it may be: https on its own port, without a user, and not evidently of
 * this machine or its network. Where a name leads is for `publicConnector` to see, at each connection.
 */
export const publicHttps = ({ protocol, port, username, password, hostname }: URL): string | undefined => {
  if (protocol !== 'https:') return 'must begin with https://';
  if (port !== '') return `must be on the port of https, and not on ${port}`;
  if (username !== '' || password !== '') return 'must not carry a user name or password';
  if (/(?:^|\.)localhost\.*$/u.test(hostname)) return 'must be on the public network, and is this machine';
  const literal = hostname.replace(/^\[|\]$/gu, '');
  return isIP(literal) === 0 || isPublicAddress(literal)
    ? undefined
    : `must be on the public network, and ${literal} is not (${rangeOf(literal)})`;
};
