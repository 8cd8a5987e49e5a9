/** The provider's own error codes, as far as its pages name them. */
export const codes = {
  invalidResourceIdentifier: 400001,
  insufficientResources: 400002,
  userAccountError: 400004,
  resourceNotFound: 404001,
  invalidInput: 422001,
} as const;

/**
 * A refusal in the provider's shape. The HTTP status is the first three digits of the code, the one reading that fits
 * all documented codes. So a bad token is a 400 here, not a 401, which is also the case a client gets wrong more easily.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly code: number;
  readonly detail: unknown;

  constructor(code: number, message: string, detail?: unknown) {
    super(message);
    this.code = code;
    this.detail = detail;
  }

  get httpStatus(): number {
    return Math.floor(this.code / 1000);
  }

  get body(): object {
    return {
      error_code: this.code,
      error_message: this.message,
      ...(this.detail !== undefined && { detail: this.detail }),
    };
  }
}
