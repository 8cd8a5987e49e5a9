import { createHash } from 'node:crypto';

/** Shaped like the URLs the provider hands out: long, unguessable, and broken by whoever decodes its %3D. */
export const outputPath = (requestId: string): string => {
  const owner = createHash('sha256').update(`owner ${requestId}`).digest('base64url');
  const generation = Buffer.from(`generation:${requestId}`).toString('base64url');
  const name = createHash('sha256').update(requestId).digest('hex').slice(0, 12);
  return `/${owner}%3D/${generation}%3D/output/${name}_output.mp4`;
};

/** The request whose output a path names; the path still has to be compared with `outputPath` of it. */
export const requestOfGeneration = (generation: string): string =>
  Buffer.from(generation.replace(/=+$/, ''), 'base64url')
    .toString()
    .replace(/^generation:/, '');

/** A URL that the output's route refuses after this time. Appended, as reading and writing it anew could decode it. */
export const expiringUrl = (url: string, at: number): string => `${url}?expires=${Math.round(at)}`;

export const hasExpired = (url: string, now: number): boolean => {
  const at = new URLSearchParams(url.split('?')[1] ?? '').get('expires');
  return at !== null && !(now < Number(at));
};
