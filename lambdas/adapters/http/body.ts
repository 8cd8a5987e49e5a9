import type { z } from 'zod';
import { limits } from '../../contract/limits.ts';
import { problem, type ApiRequest, type ApiResponse } from './api.ts';

export type ParsedBody<Body> =
  { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly response: ApiResponse };

/** The body as `schema` has it, or the problem that names everything wrong with it. */
export const parseBody = <Schema extends z.ZodType>(
  request: ApiRequest,
  schema: Schema,
): ParsedBody<z.output<Schema>> => {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return refuse('unsupported_media_type', 'Send the body as application/json.');
  }
  const bytes = Buffer.byteLength(request.body);
  if (bytes > limits.bodyBytes.max) {
    return refuse('body_too_large', `At most ${limits.bodyBytes.max} bytes; this one has ${bytes}.`);
  }
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch (error) {
    return refuse('malformed_json', error instanceof Error ? error.message : 'It cannot be parsed.');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, body: parsed.data };
  const errors = faultsOf(parsed.error);
  const detail = `${errors.length === 1 ? 'One fault' : `${errors.length} faults`}: see errors.`;
  return { ok: false, response: problem('invalid_request', detail, { errors }) };
};

const refuse = (
  code: 'unsupported_media_type' | 'body_too_large' | 'malformed_json',
  detail: string,
): { ok: false; response: ApiResponse } => ({ ok: false, response: problem(code, detail) });

const shown = 100;

/** Everything wrong with a body, each by its path. */
export const faultsOf = ({ issues }: z.ZodError): { path: string; message: string }[] =>
  issues.flatMap(faults);

// zod reports the unknown fields of an object in one issue; a caller wants each by its own path.
const faults = (issue: z.core.$ZodIssue): { path: string; message: string }[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not a field here' }))
    : [{ path: pathOf(issue.path), message: issue.message }];

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, place) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = String(part).slice(0, shown);
      return place === 0 ? name : `.${name}`;
    })
    .join('');
