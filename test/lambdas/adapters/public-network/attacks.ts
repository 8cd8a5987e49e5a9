import { publicAddress, publicAddress6 } from './network.ts';
import type { Zone } from './name-server.ts';

/** The names of the attacks. */
export const zone: Zone = {
  'public.test': [[publicAddress]],
  'both.test': [[publicAddress, publicAddress6]],
  localhost: [['127.0.0.1', '::1']],
  'private.test': [['10.0.0.5']],
  'metadata.test': [['169.254.169.254']],
  'mapped.test': [['::ffff:127.0.0.1']],
  'unique-local.test': [['fd00:ec2::254']],
  'mixed.test': [['10.0.0.5', publicAddress]],
  'mixed-last.test': [[publicAddress, '10.0.0.5']],
  'mixed-families.test': [[publicAddress, 'fd00:ec2::254']],
  'flipping.test': [[publicAddress], ['127.0.0.1']],
};

const key = '?X-Amz-Signature=deadbeef';

/** Lead to this machine without a name. */
export const loopbackLiterals = [
  '127.0.0.1',
  'localhost',
  'localhost.',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '0x7f.1',
  '2130706433',
  '0.0.0.0',
  '[::]',
  '①②⑦.0.0.1',
];

export const privateLiterals = [...loopbackLiterals, '169.254.169.254', '[fd00:ec2::254]', '10.0.0.5'];

const redirectTo = (host: string): string =>
  `https://public.test/to/${encodeURIComponent(`https://${host}/v.mp4${key}`)}`;

/** What must not come through at any attempt; `flipping.test` comes through at every other. */
export const attacks: [attack: string, url: string][] = [
  ...privateLiterals.map((host): [string, string] => [host, `https://${host}/v.mp4${key}`]),
  ['a name of 10.0.0.5', `https://private.test/v.mp4${key}`],
  ['a name of 169.254.169.254', `https://metadata.test/v.mp4${key}`],
  ['a name of ::ffff:127.0.0.1', `https://mapped.test/v.mp4${key}`],
  ['a name of a unique local address', `https://unique-local.test/v.mp4${key}`],
  ['a name of a private and a public address', `https://mixed.test/v.mp4${key}`],
  ['a name of a public and a private address', `https://mixed-last.test/v.mp4${key}`],
  ['a name of a public and a unique local address', `https://mixed-families.test/v.mp4${key}`],
  ['a redirect to 127.0.0.1', redirectTo('127.0.0.1')],
  ['a redirect to [::1]', redirectTo('[::1]')],
  ['a redirect to 169.254.169.254', redirectTo('169.254.169.254')],
  ['a redirect to a private name', redirectTo('private.test')],
  ['a user named like a public host', `https://public.test@127.0.0.1/v.mp4${key}`],
];

export const controls: [control: string, url: string][] = [
  ['a public name', 'https://public.test/v.mp4'],
  ['a name with public addresses of both kinds', 'https://both.test/v.mp4'],
  ['a public address', `https://${publicAddress}/v.mp4`],
  ['a public IPv6 address', `https://[${publicAddress6}]/v.mp4`],
  ['a redirect to a public name', `https://both.test/to/${encodeURIComponent('https://public.test/v.mp4')}`],
];
