import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import { editPageSchema, editSchema, type EditBody } from '../../lambdas/contract/edit.ts';
import type { Fault } from '../../local/stand-in/faults/fault.ts';

const retryMs = 200;

/** Calls until somebody answers: the edition is killed all the while, and whoever calls it knows no better. */
const call = async (
  url: () => string,
  path: string,
  body?: object,
  key?: string,
): Promise<{ status: number; body: unknown }> => {
  for (;;) {
    try {
      const answer = await request(`${url()}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headersTimeout: 20_000,
      });
      const answered = await answer.body.json();
      if (answer.statusCode < 500) return { status: answer.statusCode, body: answered };
    } catch {
      // Killed in the middle of it, or not up yet.
    }
    await setTimeout(retryMs);
  }
};

/** The API of an edition that comes and goes. @param url where it is at the moment */
export const editionCalls = (url: () => string) => ({
  submit: async (key: string, body: object): Promise<EditBody> => {
    const { status, body: edit } = await call(url, '/v1/edits', body, key);
    if (status >= 300) throw new Error(`an edit was refused: ${JSON.stringify(edit)}`);
    return editSchema.parse(edit);
  },
  read: async (editId: string): Promise<EditBody> =>
    editSchema.parse((await call(url, `/v1/edits/${editId}`)).body),
  cancel: async (editId: string): Promise<number> =>
    (await call(url, `/v1/edits/${editId}/cancel`, {})).status,
  resolve: async (editId: string, resolution: object): Promise<number> =>
    (await call(url, `/v1/edits/${editId}/resolve`, resolution)).status,
  all: async (): Promise<EditBody[]> => {
    const edits: EditBody[] = [];
    let cursor = '';
    do {
      const { body } = await call(url, `/v1/edits?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = editPageSchema.parse(body);
      edits.push(...page.edits);
      cursor = page.cursor ?? '';
    } while (cursor !== '');
    return edits;
  },
});

const journalSchema = z.array(
  z.looseObject({ request_id: z.string(), input: z.looseObject({ video_url: z.string() }) }),
);
const jobsSchema = z.array(z.looseObject({ request_id: z.string(), status: z.string() }));
const faultsSchema = z.array(
  z.looseObject({
    on: z.string(),
    do: z.looseObject({ kind: z.string(), status: z.number().optional() }),
    befell: z.number(),
  }),
);

const ask = async (url: string): Promise<unknown> => (await request(url)).body.json();

/** The stand-in's own account of what was asked of it. */
export const standInCalls = (url: string) => ({
  layFaults: async (faults: readonly Partial<Fault>[]): Promise<void> => {
    const { statusCode, body } = await request(`${url}/control/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
    if (statusCode !== 200) throw new Error(await body.text());
    await body.dump();
  },
  journal: async () => journalSchema.parse(await ask(`${url}/control/journal`)),
  jobs: async () => jobsSchema.parse(await ask(`${url}/control/jobs`)),
  /** How many submits were answered so that nobody can tell what came of them, or not at all. */
  muddledSubmits: async (): Promise<number> =>
    faultsSchema
      .parse(await ask(`${url}/control/faults`))
      .filter(({ on, do: { kind, status } }) => on === 'submit' && kind !== 'delay' && status !== 429)
      .reduce((sum, { befell }) => sum + befell, 0),
});
