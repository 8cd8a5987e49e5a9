import type { z } from 'zod';
import { faultsOf } from '../../contract/faults.ts';
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
