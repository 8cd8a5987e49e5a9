import type { ProblemBody, ProblemCode } from '../lambdas/contract/problem.ts';

interface ProblemFacts {
  readonly retryAfterSeconds: number | undefined;
}

/** What a call of the client throws, but for the reason of its signal. */
export abstract class ClientError extends Error {
  /** Of an `edits.create` that failed: asked again with it, the same request is the same edit, whatever came of this. */
  idempotencyKey: string | undefined;
}

/** The API refused, and says why: RFC 9457. */
export class ProblemError extends ClientError {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** Stable, for programs. A newer API may have codes that this list has not. */
  readonly code: ProblemCode;
  readonly title: string;
  /** For people. */
  readonly detail: string;
  /** Every fault of the request, by its path. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  /** Of the edit that it is about. */
  readonly editId: string | undefined;
  /** When asking again may help, where the API says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: ProblemBody, { retryAfterSeconds }: ProblemFacts) {
    const { status, code, title, detail, errors = [], edit_id: editId } = problem;
    const faults = errors.map(({ path, message }) => `\n  ${path}: ${message}`).join('');
    super(`${title} (${status} ${code}). ${detail}${faults}`);
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.editId = editId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No whole answer came: `cause` says why. */
export class ConnectionError extends ClientError {
  override readonly name = 'ConnectionError';
  /** False where the request certainly never left: asking again is then safe, whatever it is. */
  readonly requestMayHaveArrived: boolean;

  constructor(
    message: string,
    options: { readonly cause: unknown; readonly requestMayHaveArrived: boolean },
  ) {
    super(message, { cause: options.cause });
    this.requestMayHaveArrived = options.requestMayHaveArrived;
  }
}

interface AnswerFacts {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** An answer that is none of the API's: of a gateway, a proxy, or a server that is something else. */
export class UnexpectedAnswer extends ClientError {
  override readonly name = 'UnexpectedAnswer';
  readonly status: number;
  /** How the body begins: at most 500 characters. */
  readonly body: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { status, body, retryAfterSeconds, cause }: AnswerFacts) {
    const beginning = body.slice(0, mostCharacters);
    super(beginning === '' ? message : `${message} It begins: ${beginning}`, { cause });
    this.status = status;
    this.body = beginning;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const mostCharacters = 500;
