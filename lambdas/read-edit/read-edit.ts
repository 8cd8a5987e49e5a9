import { json, type Endpoint } from '../adapters/http/api.ts';
import { noSuchEdit, ownEdit } from '../adapters/http/own-edit.ts';
import { toEditBody } from '../adapters/wire/edit.ts';
import { isEnded, type EditRecord } from '../core/edit.ts';
import { nextLook } from '../core/next-look.ts';
import type { Clock, Edits } from '../core/ports.ts';

export interface ReadEditDeps {
  readonly edits: Edits;
  readonly clock: Clock;
}

/** `GET /v1/edits/{edit_id}`. `Retry-After` follows the workflow's own looks: in between nothing can change. */
export const readEdit =
  ({ edits, clock }: ReadEditDeps): Endpoint =>
  async (request) => {
    const record = await ownEdit(request, edits);
    if (record === undefined) return noSuchEdit(request);
    const wait = retryAfter(record, clock.now());
    return json(
      200,
      toEditBody(record, record.request),
      wait === undefined ? {} : { 'retry-after': String(wait) },
    );
  };

const retryAfter = (record: EditRecord, now: number): number | undefined => {
  if (isEnded(record) || record.status === 'uncertain') return undefined;
  const elapsedSeconds = (now - (record.sentAt ?? now)) / 1_000;
  return nextLook({ elapsedSeconds, overdue: record.overdueAt !== undefined });
};
