import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { editSchema, type EditBody } from '../../lambdas/contract/edit.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export const post = async (
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.statusCode, headers: answer.headers, body: await answer.body.json() };
};

export const submit = async (edition: string, body: unknown): Promise<EditBody> => {
  const answer = await post(`${edition}/v1/edits`, body);
  if (answer.status !== 202) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return editSchema.parse(answer.body);
};

export const read = async (edition: string, editId: string): Promise<EditBody> => {
  const answer = await request(`${edition}/v1/edits/${editId}`);
  return editSchema.parse(await answer.body.json());
};

const ends: readonly string[] = ['completed', 'failed', 'cancelled', 'uncertain'];

/** Reads an edit until it is as wished. @throws where it ended otherwise, or after `seconds` */
export const until = async (
  edition: string,
  editId: string,
  wished: (edit: EditBody) => boolean,
  seconds = 100,
): Promise<EditBody> => {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const edit = await read(edition, editId);
    if (wished(edit)) return edit;
    if (ends.includes(edit.status) || performance.now() > deadline) {
      throw new Error(`It came to ${JSON.stringify(edit)}`);
    }
    await setTimeout(50);
  }
};

export const untilEnded = async (edition: string, editId: string, seconds?: number): Promise<EditBody> =>
  until(edition, editId, ({ status }) => ends.includes(status), seconds);

/** Lays these faults on a stand-in, in the place of all before. */
export const layFaults = async (standIn: string, faults: readonly object[]): Promise<void> => {
  const { statusCode, body } = await request(`${standIn}/control/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  if (statusCode >= 300) throw new Error(await body.text());
  await body.dump();
};

/** How many jobs a stand-in has had at once: the most, and the average, since it was asked to count. */
export const load = async (standIn: string): Promise<{ most: number; average: number }> => {
  const { body } = await request(`${standIn}/control/load`);
  return (await body.json()) as { most: number; average: number };
};

/** Changes what a stand-in has to be told besides its faults: its wallet, its limit, answers that it holds. */
export const control = async (
  standIn: string,
  method: 'PUT' | 'POST' | 'DELETE',
  what: string,
  wish?: object,
): Promise<void> => {
  const { statusCode, body } = await request(`${standIn}/control/${what}`, {
    method,
    ...(wish === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(wish) }),
  });
  if (statusCode >= 300) throw new Error(await body.text());
  await body.dump();
};

/** The paid submits that a stand-in took. */
export const journal = async (
  standIn: string,
): Promise<{ request_id: string; input: { prompt: string } }[]> => {
  const { body } = await request(`${standIn}/control/journal`);
  return (await body.json()) as { request_id: string; input: { prompt: string } }[];
};
