import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { MiniStack } from './ministack.ts';

export interface Issuer {
  readonly url: string;
  /** A token of this issuer with these claims, and an hour to live. */
  token(claims: object): string;
  /** The same, signed with a key that is not the issuer's. */
  forgery(claims: object): string;
  close(): Promise<void>;
}

const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2_048 });
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** An OpenID Connect issuer on this machine, as far as an API asks one: what its public keys are. */
export const startIssuer = async ({ certificate }: MiniStack): Promise<Issuer> => {
  const [own, other] = [newKeys(), newKeys()];
  const kid = 'one';
  const [cert, key] = await Promise.all([readFile(certificate.cert), readFile(certificate.key)]);
  const server = createServer({ cert, key }, ({ url }, response) => {
    response.setHeader('content-type', 'application/json');
    if (url === '/.well-known/openid-configuration')
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
    else if (url === '/keys')
      response.end(
        JSON.stringify({
          keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }],
        }),
      );
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const signedBy = (keys: typeof own, claims: object): string => {
    const now = Math.floor(Date.now() / 1_000);
    const content = `${encoded({ alg: 'RS256', typ: 'JWT', kid })}.${encoded({ iss: issuer, iat: now, exp: now + 3_600, ...claims })}`;
    return `${content}.${sign('sha256', Buffer.from(content), keys.privateKey).toString('base64url')}`;
  };
  return {
    url: issuer,
    token: (claims) => signedBy(own, claims),
    forgery: (claims) => signedBy(other, claims),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
