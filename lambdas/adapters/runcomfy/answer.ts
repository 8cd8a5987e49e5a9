import * as z from 'zod';
import { readable } from './readable.ts';

/** An answer as far as it could be understood. */
export interface Answer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  /** Absent where the answer was no JSON object. */
  readonly body?: AnswerBody | undefined;
  /** The provider's own code for what is wrong; NaN where it is no number. */
  readonly errorCode?: number | undefined;
  /** What the provider says about it. */
  readonly words?: string | undefined;
}

/** Takes secrets out of what somebody may read. */
export type Hide = (text: string) => string;

const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const anything = z.unknown().optional();

/** Every field that any of the provider's answers has. A field that makes no sense counts as missing. */
const bodySchema = z.object({
  request_id: lenient(z.string()),
  status: lenient(z.string()),
  queue_position: lenient(z.int().nonnegative()),
  outcome: lenient(z.string()),
  output: lenient(z.record(z.string(), z.unknown())),
  error: anything,
  finished_at: anything,
  cost: lenient(z.number().nonnegative()),
  base_price_usd: lenient(z.number().nonnegative()),
  price_unit: lenient(z.string().min(1)),
  pricing_note: lenient(z.string().min(1)),
  balance_usd: lenient(z.number()),
});

const faultSchema = z.object({
  error_code: anything,
  code: anything,
  error_message: anything,
  message: anything,
  error: anything,
  failure_reason: anything,
  detail: anything,
});

export type AnswerBody = z.output<typeof bodySchema>;

export const parseAnswer = (
  status: number,
  retryAfter: string | string[] | undefined,
  text: string,
  hide: Hide,
): Answer => {
  const json = parseJson(text);
  const body = bodySchema.safeParse(json).data;
  const { error_code, code, ...sayings } = faultSchema.safeParse(json).data ?? {};
  return {
    status,
    retryAfter: [retryAfter].flat()[0],
    // Words never heard before end up in logs.
    body: body && { ...body, status: body.status === undefined ? undefined : hide(body.status) },
    errorCode: errorCodeOf(error_code, code),
    words: [sayings.error_message, sayings.message, sayings.error, sayings.failure_reason, sayings.detail]
      .map((saying) => readable(saying, hide))
      .find((words) => words !== undefined),
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const meansNone = new Set<unknown>([undefined, null, false, 0, '0', '']);

const errorCodeOf = (errorCode: unknown, code: unknown): number | undefined => {
  if (!meansNone.has(errorCode)) return asNumber(errorCode);
  // `code` is also a common word for "fine", as in 0 or 200.
  return asNumber(code) >= 400_000 ? asNumber(code) : undefined;
};

const asNumber = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** The HTTP status that the answer's error code, of three or of six digits, stands for. */
export const familyOf = ({ errorCode = Number.NaN }: Answer): number | undefined =>
  Number.isNaN(errorCode) ? undefined : Number(String(errorCode).slice(0, 3));

/** That the provider answered so, with its words where it had any. */
export const describe = ({ status, errorCode, words }: Answer): string => {
  const what = `The provider answered ${status}${errorCode === undefined ? '' : ` with error ${errorCode}`}`;
  return words === undefined ? what : `${what}: ${words}`;
};

const requestIdPattern = /^[A-Za-z0-9_-]{1,128}$/u;

export const isRequestId = (value: string | undefined): value is string =>
  value !== undefined && requestIdPattern.test(value);
