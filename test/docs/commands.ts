import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './pages.ts';

/** A program and its arguments, as a shell would call it. */
export type Command = readonly string[];

/** What is never run here: it is written down with its arguments, and answers with nothing. */
const recorded = ['aws', 'curl', 'git', 'node', 'npm', 'npx', 'openssl'];

/**
 * The commands that a block of a shell comes to. The shell itself reads it, in an empty folder where the programs that
 * reach further than that are stand-ins: so quotes, line ends, variables and functions are what they are in real life.
 * @param variables that pages tell the reader to have
 * @throws Error with what the shell says of a block that it cannot read, or that fails
 */
export const commandsOf = async (
  block: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<readonly Command[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-commands-'));
  try {
    const [bin, work, list] = [join(folder, 'bin'), join(folder, 'work'), join(folder, 'list')];
    await Promise.all([mkdir(bin), mkdir(join(work, 'stages'), { recursive: true }), writeFile(list, '')]);
    await mkdir(join(work, '.reshoot'));
    await writeFile(join(work, '.reshoot', 'webhook-secret'), '');
    await symlink(join(root, 'local'), join(work, 'local'));
    // One line a command: the arguments, each ended by a NUL, in base64.
    const stub = `#!/bin/bash\nprintf '%s\\0' "\${0##*/}" "$@" | base64 --wrap=0 >> "$COMMANDS"\necho >> "$COMMANDS"\n`;
    await Promise.all(recorded.map(async (name) => writeFile(join(bin, name), stub, { mode: 0o755 })));
    const env = { ...variables, COMMANDS: list, PATH: [bin, '/usr/bin', '/bin'].join(delimiter) };
    await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], { cwd: work, env });
    const lines = (await readFile(list, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => Buffer.from(line, 'base64').toString().split('\0').slice(0, -1));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The options among arguments, without what `=` gives them. */
export const optionsOf = (args: Command): readonly string[] =>
  args.flatMap((arg) => /^--?[a-z][\w-]*/iu.exec(arg)?.[0] ?? []);
