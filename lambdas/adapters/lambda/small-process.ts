import { setFlagsFromString } from 'node:v8';

/**
 * Keeps this process small, for a function that stays up and waits most of its time: V8 compiles nothing for speed, which
 * takes more memory the longer it runs, and its young generation stays as large as it is at the start.
 * https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export const staySmall = (): void => {
  for (const flag of ['--no-opt', '--no-maglev', '--semi-space-growth-factor=1']) setFlagsFromString(flag);
};
