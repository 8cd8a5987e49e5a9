import { isAbsolute, join, resolve } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the command line keeps what it has sent. @param home of the user */
export const stateFolder = (env: Env, platform: NodeJS.Platform, home: string): string => {
  const chosen = env['RESHOOT_STATE'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'win32')
    return join(absolute(env['LOCALAPPDATA']) ?? join(home, 'AppData', 'Local'), 'reshoot');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'reshoot');
  return join(absolute(env['XDG_STATE_HOME']) ?? join(home, '.local', 'state'), 'reshoot');
};

// The specification of XDG has relative ones ignored.
const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && isAbsolute(path) ? path : undefined;
