import { json, type Endpoint } from '../adapters/http/api.ts';
import { noSuchEdit, ownEdit } from '../adapters/http/own-edit.ts';
import { toEditBody } from '../adapters/wire/edit.ts';
import { outlook, type OutlookDeps } from '../core/looking-ahead.ts';
import { askAgainSeconds } from '../core/outlook.ts';
import type { Edits } from '../core/ports.ts';

export interface ReadEditDeps extends OutlookDeps {
  readonly edits: Edits;
}

/** `GET /v1/edits/{edit_id}`. `Retry-After` says when another look is worth it. */
export const readEdit =
  (deps: ReadEditDeps): Endpoint =>
  async (request) => {
    const record = await ownEdit(request, deps.edits);
    if (record === undefined) return noSuchEdit(request);
    const ahead = await outlook(record, deps);
    const wait = askAgainSeconds(record, ahead, deps.clock.now());
    return json(
      200,
      toEditBody(record, record.request, ahead),
      wait === undefined ? {} : { 'retry-after': String(wait) },
    );
  };
