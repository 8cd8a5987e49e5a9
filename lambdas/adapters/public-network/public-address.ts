import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

// ipaddr.js calls `unicast` what lies in no range it knows, such as ::a00:5 and what nobody was ever given.
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** The range of an address; an IPv4 address inside an IPv6 one is taken out of it first. */
export const rangeOf = (address: string): string => {
  // Short, octal and hexadecimal forms mean different hosts to different readers.
  if (isIP(address) === 0 || !ipaddr.isValid(address)) return 'unreadable';
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  return range === 'unicast' && parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast)
    ? 'unassigned'
    : range;
};

/** Whether an address is one of the public network's, and of nothing nearer. */
export const isPublicAddress = (address: string): boolean => rangeOf(address) === 'unicast';
