import type { AwsV4Signer } from 'aws4fetch';
import type { SigV4 } from './client-props.ts';
import type { Authorise } from './authorising.ts';

/** Signs as AWS Signature Version 4 has it, the body with it. @throws TypeError where nobody says the region */
export const signing = ({ sigV4 }: SigV4, base: string): Authorise => {
  const region = sigV4.region ?? regionOf(base);
  const { credentials } = sigV4;
  // What is derived of the secret for a day.
  const cache = new Map<string, ArrayBuffer>();
  return async ({ method, url, headers, body }) => {
    const [Signer, { accessKeyId, secretAccessKey, sessionToken }] = await Promise.all([
      loadSigner(),
      typeof credentials === 'function' ? credentials() : credentials,
    ]);
    const signer = new Signer({
      ...{ method, url, headers, region, cache, accessKeyId, secretAccessKey },
      service: 'execute-api',
      ...(body !== undefined && { body }),
      ...(sessionToken !== undefined && { sessionToken }),
    });
    return (await signer.sign()).headers;
  };
};

// Loaded once it is needed: a bundle for browsers keeps it apart, and who has a token never fetches it.
const loadSigner = async (): Promise<typeof AwsV4Signer> => (await import('aws4fetch')).AwsV4Signer;

const regionOf = (base: string): string => {
  const { hostname } = new URL(base);
  const found = /\.execute-api(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/u.exec(
    hostname,
  );
  if (found?.[1] !== undefined) return found[1];
  throw new TypeError(`${hostname} does not say in which region its API is: give sigV4.region`);
};
