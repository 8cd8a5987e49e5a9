import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/**
 * Makes sure of a Chromium for `npm run test:browser`: RESHOOT_CHROMIUM, one of the machine, or one that this installs:
 * Debian's package, which plays H.264; elsewhere Playwright's.
 */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @returns its path, or undefined where there is none. @throws where RESHOOT_CHROMIUM names nothing */
export const findBrowser = (
  env: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean = existsSync,
): string | undefined => {
  const given = env['RESHOOT_CHROMIUM'];
  if (given !== undefined && given !== '') {
    if (exists(given)) return given;
    throw new Error(`RESHOOT_CHROMIUM is ${given}, where there is nothing`);
  }
  const folders = ['/usr/bin', ...(env['PATH'] ?? '').split(delimiter)].filter((folder) => folder !== '');
  const ofMachine = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...ofMachine, chromium.executablePath()].find((path) => exists(path));
};

export interface Platform {
  /** What /etc/os-release says; nothing where there is none. */
  readonly release: string;
  readonly root: boolean;
  readonly sudo: boolean;
}

export type Command = readonly [program: string, ...args: string[]];

/** What installs one, step by step. */
export const installation = ({ release, root, sudo }: Platform): readonly Command[] => {
  // Ubuntu's package of this name is a snap, which does not start in a container.
  if (!/^ID="?debian"?$/mu.test(release) || !(root || sudo)) {
    const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
    return [[process.execPath, cli, 'install', 'chromium']];
  }
  const asRoot = (...[program, ...args]: Command): Command =>
    root ? [program, ...args] : ['sudo', '-n', program, ...args];
  return [
    asRoot('apt-get', 'update'),
    asRoot('apt-get', 'install', '--yes', '--no-install-recommends', 'chromium'),
  ];
};

const works = (program: string, ...args: string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const install = (): string => {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const platform = { release, root: process.getuid?.() === 0, sudo: works('sudo', '-n', 'true') };
  for (const [program, ...args] of installation(platform)) {
    console.log([program, ...args].join(' '));
    execFileSync(program, args, { stdio: 'inherit' });
  }
  const found = findBrowser(process.env);
  if (found === undefined) throw new Error('it was installed, and is not where it should be');
  return found;
};

if (import.meta.main) {
  try {
    console.log(`browser: ${findBrowser(process.env) ?? install()}`);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    console.error(
      `There is no Chromium, and none can be installed (${why}). Install one, and set RESHOOT_CHROMIUM to its path.`,
    );
    process.exitCode = 1;
  }
}
