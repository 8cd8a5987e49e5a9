import type { Exit } from './exit-codes.ts';

/** One thing that is wrong with what was given. */
export interface Fault {
  /** The option, argument or field. */
  readonly at: string;
  readonly message: string;
}

export interface CliErrorFacts {
  /** Stable, for programs: a problem's code, or a word of the command line's own. */
  readonly code: string;
  readonly faults?: readonly Fault[] | undefined;
  readonly editId?: string | undefined;
  /** What to do about it. */
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

/** Ends the command, with the exit code and everything that is told of it. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exit: Exit;
  readonly code: string;
  readonly faults: readonly Fault[];
  readonly editId: string | undefined;
  readonly next: string | undefined;

  constructor(exit: Exit, message: string, { code, faults = [], editId, next, cause }: CliErrorFacts) {
    super(message, { cause });
    this.exit = exit;
    this.code = code;
    this.faults = faults;
    this.editId = editId;
    this.next = next;
  }
}

/** The command cannot be done as it was given; nothing was sent. */
export const usageError = (message: string, next?: string): CliError =>
  new CliError('usage', message, { code: 'usage', next });

/** An option or argument is not as it has to be; nothing was sent. */
export const faultyRequest = (faults: readonly Fault[]): CliError =>
  new CliError('usage', 'The edit is not valid, and nothing was sent', { code: 'invalid_request', faults });
