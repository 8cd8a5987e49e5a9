import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';

/** The calls a fault can be laid on. */
export const faultPoint = z.enum(['submit', 'status', 'result', 'cancel', 'model', 'balance', 'output']);
export type FaultPoint = z.infer<typeof faultPoint>;

const passes = <T extends readonly string[]>(check: (...words: T) => void, ...words: T): boolean => {
  try {
    check(...words);
    return true;
  } catch {
    return false;
  }
};
const headerName = z
  .string()
  .toLowerCase()
  .refine((name) => passes(validateHeaderName, name), 'is no header name');
const headerValue = z
  .string()
  .refine((value) => passes(validateHeaderValue, 'a', value), 'cannot stand in a header');

const seconds = z.number().min(0).max(3600);
const status = z.int().min(200).max(599);
const bytes = z.int().min(0);

/** What may happen in place of the plain answer. A further kind is one shape here and one case in `befall`. */
export const what = z.discriminatedUnion('kind', [
  /** Answers this, and does not act. */
  z.strictObject({
    kind: z.literal('answer'),
    status,
    headers: z.record(headerName, headerValue).optional(),
    body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
  }),
  /** Acts at once and answers late. */
  z.strictObject({ kind: z.literal('delay'), seconds }),
  /** Acts at once and answers when `POST /control/release` says so. */
  z.strictObject({ kind: z.literal('hold'), name: z.string().min(1).optional() }),
  /** Ends the connection without an answer, before it has acted or after. */
  z.strictObject({ kind: z.literal('hang-up'), when: z.enum(['before', 'after']) }),
  /** Resets the connection: before the request's body is read, before it has acted, or after. */
  z.strictObject({ kind: z.literal('reset'), when: z.enum(['before-reading', 'before', 'after']) }),
  /** Never answers, and keeps the connection; acts, or does not. */
  z.strictObject({ kind: z.literal('silence'), when: z.enum(['before', 'after']).default('before') }),
  /** Acts, promises the whole answer and ends the connection after so many bytes of it. */
  z.strictObject({ kind: z.literal('break'), afterBytes: bytes }),
  /** Acts, and answers whole and slowly. */
  z.strictObject({ kind: z.literal('drip'), bytesPerSecond: z.number().min(0.001) }),
  /** Acts, and puts these headers over the true ones, lies about the length among them; null takes one away. */
  z.strictObject({
    kind: z.literal('alter'),
    status: status.optional(),
    headers: z.record(headerName, headerValue.nullable()).default({}),
  }),
  /** Acts, and ends the answer in good order after so many bytes. */
  z.strictObject({ kind: z.literal('shorten'), bytes }),
  /** Acts, and puts these fields over those of the true answer; null takes one away. */
  z.strictObject({ kind: z.literal('say'), body: z.record(z.string(), z.unknown()) }),
  /** The outputs that this answer names can be fetched for so long. */
  z.strictObject({ kind: z.literal('expire'), seconds }),
  /** Serves the whole file, whatever range was asked for. */
  z.strictObject({ kind: z.literal('ignore-range') }),
  /** Serves under an ETag that was never heard before. */
  z.strictObject({ kind: z.literal('new-etag') }),
]);
export type What = z.infer<typeof what>;

const onlyOn: Readonly<Partial<Record<What['kind'], readonly FaultPoint[]>>> = {
  say: faultPoint.options.filter((point) => point !== 'output'),
  expire: ['result'],
  'ignore-range': ['output'],
  'new-etag': ['output'],
};

/** A fault that comes before the body of the request was read. */
export const isEarly = ({ do: todo }: Fault): boolean =>
  todo.kind === 'reset' && todo.when === 'before-reading';

const fault = z
  .strictObject({
    on: faultPoint,
    do: what,
    /** How many matching calls it befalls; all of them if not given. */
    times: z.int().min(1).optional(),
    /** How many matching calls it spares first. */
    after: z.int().min(0).default(0),
    /** How many of the matching calls it befalls, drawn by lot; all of them if not given. */
    share: z.number().min(0).max(1).optional(),
    request_id: z.string().min(1).optional(),
    /** Part of the prompt of the submit, or of the job that the call is about. */
    prompt: z.string().min(1).optional(),
  })
  .superRefine((one, context) => {
    const places = onlyOn[one.do.kind];
    if (places?.includes(one.on) === false)
      context.addIssue({
        code: 'custom',
        path: ['on'],
        message: `${one.do.kind} can be laid on ${places.join(', ')} only`,
      });
    if (one.on === 'submit' && one.prompt !== undefined && isEarly(one))
      context.addIssue({ code: 'custom', path: ['prompt'], message: 'is not known before the body is read' });
  });

export const faultList = z.array(fault).max(1000);
export type Fault = z.infer<typeof fault>;
