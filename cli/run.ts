import { CommanderError } from 'commander';
import { explained } from './api/explained.ts';
import { CliError, usageError } from './errors.ts';
import { exitCodes, type Exit } from './exit-codes.ts';
import { errorJson, errorText } from './output/show-error.ts';
import { createProgram } from './program.ts';
import type { Session, Surroundings } from './session.ts';

/** Runs one command line. @returns the exit code */
export const run = async (
  args: readonly string[],
  version: string,
  surroundings: Surroundings,
): Promise<number> => {
  let exit: Exit = 'ok';
  let session: Session | undefined;
  const program = createProgram({
    surroundings,
    version,
    ended: (came) => {
      exit = came;
    },
    opened: (opened) => {
      session = opened;
    },
  });
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError && cause.exitCode === 0) return 0;
    const error = toCliError(cause, session, surroundings.signal);
    const text = args.includes('--json') ? errorJson(error) : errorText(error);
    surroundings.err.write(`${text}\n`);
    ({ exit } = error);
  }
  return exitCodes[exit].code;
};

const toCliError = (cause: unknown, session: Session | undefined, signal: AbortSignal): CliError => {
  if (cause instanceof CommanderError)
    return usageError(
      cause.message.replace(/^error: /u, ''),
      '`reshoot --help` lists the commands, `reshoot COMMAND --help` its options.',
    );
  if (cause instanceof CliError) return cause;
  if (signal.aborted) return new CliError('interrupted', 'Interrupted', { code: 'interrupted', cause });
  const error = session === undefined ? cause : explained(cause, session.api);
  if (error instanceof CliError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new CliError('unexpected', message, {
    code: 'unexpected',
    next: 'Nobody foresaw this. The same command again is safe: nothing is sent twice.',
    cause,
  });
};
