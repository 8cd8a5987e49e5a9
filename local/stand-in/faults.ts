import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Act, Answer } from './answer.ts';

/** The calls a fault can be laid on. */
export const faultPoint = z.enum(['submit', 'status', 'result', 'cancel', 'model', 'balance', 'output']);
export type FaultPoint = z.infer<typeof faultPoint>;

const seconds = z.number().min(0).max(3600);

/** What may happen in place of the plain answer. A further kind is one shape here and one case in `deed`. */
const what = z.discriminatedUnion('kind', [
  /** Answers this, and does not act. */
  z.strictObject({
    kind: z.literal('answer'),
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
  }),
  /** Acts at once and answers late. */
  z.strictObject({ kind: z.literal('delay'), seconds }),
  /** Ends the connection without an answer, before it has acted or after. */
  z.strictObject({ kind: z.literal('hang-up'), when: z.enum(['before', 'after']) }),
  /** Never answers, and keeps the connection; acts, or does not. */
  z.strictObject({ kind: z.literal('silence'), when: z.enum(['before', 'after']).default('before') }),
  /** Acts, promises the whole answer and ends the connection after so many bytes of it. */
  z.strictObject({ kind: z.literal('break'), afterBytes: z.int().min(0) }),
]);
type What = z.infer<typeof what>;

const fault = z.strictObject({
  on: faultPoint,
  do: what,
  /** How many matching calls it befalls; all of them if not given. */
  times: z.int().min(1).optional(),
  /** How many matching calls it spares first. */
  after: z.int().min(0).default(0),
  request_id: z.string().min(1).optional(),
});

export const faultList = z.array(fault).max(1000);
export type Fault = z.infer<typeof fault>;

/** What a fault may do to the connection. */
export interface Wire {
  hangUp(): void;
  wait(seconds: number): Promise<void>;
}

/** Ends with the connection gone, not with a short but complete answer. */
const cut = (answer: Answer, afterBytes: number, wire: Wire): Answer => {
  const { body } = answer;
  if (body instanceof Readable) return { ...answer, body: Readable.from(firstBytes(body, afterBytes, wire)) };
  const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  return {
    status: answer.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...answer.headers,
      'content-length': String(text.length),
    },
    body: Readable.from(firstBytes(Readable.from([text]), afterBytes, wire)),
  };
};

async function* firstBytes(source: Readable, bytes: number, wire: Wire): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    if (left > 0) yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) {
      // What was handed over has to leave the process before the connection goes.
      await wire.wait(0.05);
      wire.hangUp();
      return;
    }
  }
}

/** Answers nothing where the caller hears nothing. */
const deed = async (todo: What, act: Act, wire: Wire): Promise<Answer | undefined> => {
  switch (todo.kind) {
    case 'answer':
      return { status: todo.status, headers: todo.headers, body: todo.body };
    case 'delay': {
      const answer = await act();
      await wire.wait(todo.seconds);
      return answer;
    }
    case 'hang-up':
      if (todo.when === 'after') await act();
      wire.hangUp();
      return undefined;
    case 'silence':
      if (todo.when === 'after') await act();
      return undefined;
    case 'break':
      return cut(await act(), todo.afterBytes, wire);
  }
};

interface Laid {
  readonly fault: Fault;
  met: number;
  befell: number;
}

export interface Faults {
  lay(list: readonly Fault[]): void;
  list(): (Fault & { met: number; befell: number })[];
  /** Acts, or does what the first fault that befalls this call says. */
  around(point: FaultPoint, requestId: string | undefined, act: Act, wire: Wire): Promise<Answer | undefined>;
}

export const createFaults = (): Faults => {
  let laid: Laid[] = [];
  const take = (point: FaultPoint, requestId: string | undefined): Fault | undefined => {
    for (const one of laid) {
      const { on, request_id, after, times } = one.fault;
      if (on !== point || (request_id !== undefined && request_id !== requestId)) continue;
      one.met += 1;
      if (one.met <= after || one.befell >= (times ?? Infinity)) continue;
      one.befell += 1;
      return one.fault;
    }
    return undefined;
  };
  return {
    lay: (list) => {
      laid = list.map((fault) => ({ fault, met: 0, befell: 0 }));
    },
    list: () => laid.map(({ fault, met, befell }) => ({ ...fault, met, befell })),
    around: (point, requestId, act, wire) => {
      const found = take(point, requestId);
      return found === undefined ? act() : deed(found.do, act, wire);
    },
  };
};
