import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { editSchema, type EditBody } from '../../lambdas/contract/edit.ts';

/** How one edit went, for its caller. */
export interface Followed {
  /** Absent where it never came to its end. */
  readonly edit?: EditBody | undefined;
  readonly submitMs: number;
  readonly readMs: readonly number[];
}

const ends: readonly string[] = ['completed', 'failed', 'cancelled', 'uncertain'];

/** Asks for an edit and looks as often as the answers say that it is worth it. @throws Error where it is refused */
export const follow = async (url: string, body: object, until: number): Promise<Followed> => {
  const sent = await submitted(url, body, until);
  if (sent.status !== 202) throw new Error(`an edit was refused: ${sent.status} ${sent.text}`);
  let edit = editSchema.parse(JSON.parse(sent.text));
  let { retryAfter } = sent;
  const readMs: number[] = [];
  while (!ends.includes(edit.status)) {
    if (Date.now() > until) return { submitMs: sent.took, readMs };
    await setTimeout(retryAfter * 1_000);
    const answer = await call(`${url}/v1/edits/${edit.edit_id}`);
    if (answer.status !== 200) throw new Error(`an edit could not be read: ${answer.status} ${answer.text}`);
    readMs.push(answer.took);
    edit = editSchema.parse(JSON.parse(answer.text));
    ({ retryAfter } = answer);
  }
  return { edit, submitMs: sent.took, readMs };
};

// "Not now" is no refusal: a caller asks again when it is told to.
const submitted = async (url: string, body: object, until: number): ReturnType<typeof call> => {
  for (;;) {
    const sent = await call(`${url}/v1/edits`, body);
    if (sent.status !== 503 || Date.now() + sent.retryAfter * 1_000 > until) return sent;
    await setTimeout(sent.retryAfter * 1_000);
  }
};

const call = async (url: string, body?: object) => {
  const began = performance.now();
  const answer = await request(url, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    headersTimeout: 60_000,
  });
  const text = await answer.body.text();
  const took = performance.now() - began;
  return { status: answer.statusCode, text, took, retryAfter: Number(answer.headers['retry-after'] ?? 1) };
};
