import satisfies from 'spdx-satisfies';
import type { Locked } from './locked.ts';

/** What becomes of a package: it goes into the functions, is installed beside Reshoot, or stays with who works on it. */
export type Use = 'shipped' | 'installed' | 'development';

/** Licences that ask for no more than to be named where the code goes. */
const anywhere = [
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0'],
  ...['ISC', 'MIT', 'MIT-0', 'Unlicense'],
];

const allowed: Readonly<Record<Use, readonly string[]>> = {
  // MPL-2.0: nothing but the files under it stays under it, and their source has to be found.
  shipped: [...anywhere, 'MPL-2.0'],
  installed: [...anywhere, 'MPL-2.0'],
  // Data that is handed on to nobody.
  development: [...anywhere, 'MPL-2.0', 'CC-BY-3.0', 'CC-BY-4.0', 'Python-2.0'],
};

/** A program under the GPL or LGPL that the local edition runs: never linked, never in what is deployed or published. */
const isProgram = (name: string): boolean => name.startsWith('@ffmpeg-installer/');

/** Why a package may not be used so, or undefined if it may. */
export const licenceFault = ({ name, version, licence }: Locked, use: Use): string | undefined => {
  if (isProgram(name)) {
    return use === 'shipped'
      ? `${name}@${version} (${licence}) is a program, and must not be shipped`
      : undefined;
  }
  return isAmong(licence, allowed[use])
    ? undefined
    : `${name}@${version} is ${use} under ${licence}, which is none of ${allowed[use].join(', ')}`;
};

const isAmong = (licence: string, licences: readonly string[]): boolean => {
  try {
    return satisfies(licence, [...licences]);
  } catch {
    // No SPDX expression: nobody knows what it says.
    return false;
  }
};
