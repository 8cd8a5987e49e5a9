import { Readable } from 'node:stream';
import type { Answer } from '../answer.ts';
import { expiringUrl } from '../output-path.ts';
import type { Wire } from './wire.ts';

/** As it would have gone out, its body as a stream: of streams alone Fastify leaves the length as it was said. */
const streamed = (answer: Answer): Answer & { headers: Record<string, string>; body: Readable } => {
  const { status, headers, body } = answer;
  if (body instanceof Readable) return { status, headers: { ...headers }, body };
  const text = Buffer.from(typeof body === 'object' ? JSON.stringify(body) : (body ?? ''));
  const type = typeof body === 'object' ? 'application/json' : 'text/plain';
  return {
    status,
    headers: {
      ...(body !== undefined && { 'content-type': `${type}; charset=utf-8` }),
      'content-length': String(text.length),
      ...headers,
    },
    body: Readable.from([text]),
  };
};

/** Closes its source with it, though nobody may ever have read from it. */
const through = (source: Readable, chunks: AsyncIterable<Buffer>): Readable =>
  Readable.from(chunks).once('close', () => source.destroy());

async function* firstBytes(source: Readable, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    if (left > 0) yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

async function* thenHangUp(source: AsyncIterable<Buffer>, wire: Wire): AsyncGenerator<Buffer> {
  yield* source;
  // What was handed over has to leave the process before the connection goes.
  await wire.wait(0.05);
  wire.hangUp();
}

/** Ends with the connection gone, not with a short but complete answer. */
export const cut = (answer: Answer, bytes: number, wire: Wire): Answer => {
  const { body, ...rest } = streamed(answer);
  return { ...rest, body: through(body, thenHangUp(firstBytes(body, bytes), wire)) };
};

async function* slowly(source: Readable, bytesPerSecond: number, wire: Wire): AsyncGenerator<Buffer> {
  const step = Math.max(1, Math.round(bytesPerSecond / 10));
  let pause = 0;
  for await (const chunk of source as AsyncIterable<Buffer>)
    for (let from = 0; from < chunk.length; from += step) {
      // Between the pieces, so that the headers and the first one go out at once.
      if (pause > 0) await wire.wait(pause);
      const piece = chunk.subarray(from, from + step);
      yield piece;
      pause = piece.length / bytesPerSecond;
    }
}

export const drip = (answer: Answer, bytesPerSecond: number, wire: Wire): Answer => {
  const { body, ...rest } = streamed(answer);
  return { ...rest, body: through(body, slowly(body, bytesPerSecond, wire)) };
};

export const shorten = (answer: Answer, bytes: number): Answer => {
  const { body, headers, status } = streamed(answer);
  const length = Math.min(bytes, Number(headers['content-length']));
  return {
    status,
    headers: { ...headers, 'content-length': String(length) },
    body: through(body, firstBytes(body, length)),
  };
};

export const alter = (
  answer: Answer,
  status: number | undefined,
  changes: Readonly<Record<string, string | null>>,
): Answer => {
  const { body, headers, status: truth } = streamed(answer);
  const altered = Object.entries({ ...headers, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return {
    status: status ?? truth,
    // Behind a wrong length nobody can tell where another answer would begin.
    headers: {
      ...(typeof changes['content-length'] === 'string' && { connection: 'close' }),
      ...Object.fromEntries(altered),
    },
    body,
  };
};

const fieldsOf = ({ body }: Answer): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && !(body instanceof Readable) ? { ...body } : {};

export const say = (answer: Answer, changes: Readonly<Record<string, unknown>>): Answer => {
  const said = Object.entries({ ...fieldsOf(answer), ...changes }).filter(([, value]) => value !== null);
  return { ...answer, body: Object.fromEntries(said) };
};

const expiring = (value: unknown, at: number): unknown => {
  if (typeof value === 'string') return expiringUrl(value, at);
  if (Array.isArray(value)) return value.map((each) => expiring(each, at));
  return value;
};

/** Before a job has succeeded its result names no output, and stays as it is. */
export const expire = (answer: Answer, at: number): Answer => {
  const { output, ...rest } = fieldsOf(answer);
  if (typeof output !== 'object' || output === null) return answer;
  const urls = Object.entries(output).map(([name, value]) => [name, expiring(value, at)]);
  return { ...answer, body: { ...rest, output: Object.fromEntries(urls) as object } };
};
