import type { Answer } from './answer.ts';

/** The provider's own error codes, as far as its pages name them. */
export const codes = {
  invalidResourceIdentifier: 400001,
  insufficientResources: 400002,
  userAccountError: 400004,
  resourceNotFound: 404001,
  invalidInput: 422001,
} as const;

/** Of refusals without a code in the provider's pages only the HTTP status is claimed. */
export const uncoded = (status: number): number => status * 1000;

export interface ProviderErrorDetails {
  readonly detail?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A refusal in the provider's shape. The HTTP status is the first three digits of the code, the one reading that fits
 * all documented codes. So a bad token is a 400 here, not a 401, which is also the case a client gets wrong more easily.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly code: number;
  readonly detail: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, message: string, { detail, headers = {} }: ProviderErrorDetails = {}) {
    super(message);
    this.code = code;
    this.detail = detail;
    this.headers = headers;
  }

  get answer(): Answer & { body: object } {
    return {
      status: Math.floor(this.code / 1000),
      headers: this.headers,
      body: {
        error_code: this.code,
        error_message: this.message,
        ...(this.detail !== undefined && { detail: this.detail }),
      },
    };
  }
}

/** Fastify's own refusals carry a `statusCode`; whatever carries none is a mistake of this program. */
export const answerOf = (error: unknown, log: (line: string) => void): Answer => {
  if (error instanceof ProviderError) return error.answer;
  const message = error instanceof Error ? error.message : 'unknown';
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : 500;
  if (status >= 500) log(`internal error: ${message}`);
  return new ProviderError(uncoded(status), status >= 500 ? 'internal error' : message).answer;
};
