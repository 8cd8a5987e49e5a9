const hosts = ['127.0.0.1', 'localhost', '[::1]'];

export interface Caller {
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

/**
 * Why a request is not taken, or undefined if it is. Every page that a browser has open can reach this port, and an
 * edit costs money: so only requests addressed to this machine by name, and from no other page than ours.
 */
export const foreign = ({ host, origin }: Caller, port: number): string | undefined => {
  const own = ownHosts(port);
  if (host === undefined || !own.includes(host.toLowerCase())) {
    return `Host must be one of ${own.join(', ')}.`;
  }
  if (origin !== undefined && !own.some((name) => origin.toLowerCase() === `http://${name}`)) {
    return `Origin must be absent or this server's own.`;
  }
  return undefined;
};

/** Whether a host, with its port, is this server. */
export const isOwnHost = (host: string, port: number): boolean => ownHosts(port).includes(host.toLowerCase());

// Nobody names the port that http has anyway.
const ownHosts = (port: number): string[] =>
  hosts.flatMap((name) => [...(port === 80 ? [name] : []), `${name}:${port}`]);
