import { UnusableMedia } from '../../lambdas/core/errors.ts';
import type { Look } from './looks.ts';

/** What an error tells that came while a file was looked into. */
export const lookFailed = (error: unknown): Look => {
  if (error instanceof UnusableMedia) return { is: 'unusable', why: error.message };
  const { name, message } = error instanceof Error ? error : { name: '', message: 'unknown' };
  // The browser's own: the file was moved or changed since it was chosen.
  return name === 'NotReadableError' || name === 'NotFoundError'
    ? { is: 'unusable', why: 'The browser cannot read it any more: choose it again' }
    : { is: 'unusable', why: `It cannot be understood: ${message}` };
};
