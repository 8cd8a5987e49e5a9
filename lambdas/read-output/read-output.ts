import { json, problem, type Endpoint } from '../adapters/http/api.ts';
import { noSuchEdit, ownEdit } from '../adapters/http/own-edit.ts';
import { isBeingDeleted } from '../core/edit.ts';
import type { Clock, Edits, Results } from '../core/ports.ts';

export interface ReadOutputDeps {
  readonly edits: Edits;
  readonly results: Pick<Results, 'link'>;
  readonly clock: Clock;
}

const linkSeconds = 900;

/** `GET /v1/edits/{edit_id}/outputs/{n}`: leads to the output for a while; `n` counts from 1. */
export const readOutput =
  ({ edits, results, clock }: ReadOutputDeps): Endpoint =>
  async (request) => {
    const record = await ownEdit(request, edits);
    if (record === undefined) return noSuchEdit(request);
    const { editId, outputs, status } = record;
    const place = request.path['n'] ?? '';
    const output = /^[1-9]\d{0,3}$/u.test(place) ? outputs[Number(place) - 1] : undefined;
    if (output === undefined || isBeingDeleted(record)) {
      const has = outputs.length === 0 ? 'none' : `only ${outputs.length}`;
      return problem(
        'not_found',
        `There is no output ${place.slice(0, 64)}: the edit is ${status}, and has ${has}.`,
        {
          editId,
        },
      );
    }
    const expiresAt = new Date(clock.now() + linkSeconds * 1_000).toISOString();
    const url = await results.link(output.key, linkSeconds);
    return wantsJson(request.headers['accept'])
      ? json(200, { url, expires_at: expiresAt })
      : { status: 302, headers: { location: url, 'cache-control': 'no-store' }, body: '' };
  };

const wantsJson = (accept = ''): boolean => /(?:^|,)\s*application\/json\s*(?:[;,]|$)/iu.test(accept);
