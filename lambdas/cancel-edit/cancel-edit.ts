import { json, problem, type ApiResponse, type Endpoint } from '../adapters/http/api.ts';
import { noSuchEdit, ownEdit } from '../adapters/http/own-edit.ts';
import { toEditBody } from '../adapters/wire/edit.ts';
import { lookLimits } from '../contract/look-limits.ts';
import { askToCancel, type CancelState } from '../core/cancelling.ts';
import type { ProviderDeps } from '../core/deps.ts';
import type { EditRecord } from '../core/edit.ts';
import { afterLook } from '../core/looking.ts';
import { followUp } from '../core/following-up.ts';

export type CancelEditDeps = ProviderDeps;

/** `POST /v1/edits/{edit_id}/cancel`: asks, and answers with the truth about what came of it. */
export const cancelEdit =
  (deps: CancelEditDeps): Endpoint =>
  async (request) => {
    const { edits, clock } = deps;
    const found = await ownEdit(request, edits);
    if (found === undefined) return noSuchEdit(request);
    let state: CancelState = 'asking';
    const marked = await edits.change(found, (current) => {
      const decision = askToCancel(current, clock.now());
      ({ state } = decision);
      return decision.record;
    });
    const record = await followUp(found, await askProvider(marked, deps), deps);
    return answer(record, state);
  };

// The workflow asks too when it comes by; asking at once gives the caller the truth instead of a promise.
const askProvider = async (record: EditRecord, deps: CancelEditDeps): Promise<EditRecord> => {
  const { edits, provider, clock, log, patience } = deps;
  const { requestId } = record;
  if (record.status !== 'queued' || requestId === undefined) return record;
  const cancel = await provider.cancel(requestId);
  log.info('the provider was asked to cancel', { editId: record.editId, requestId, ...cancel });
  if (cancel.outcome === 'unreachable') return record;
  const seen = await provider.status(requestId);
  // Finished or out of reach: that is the workflow's to follow.
  if (seen.status !== 'cancelled' && seen.status !== 'running') return record;
  return edits.change(record, (current) => afterLook(current, seen, clock.now(), patience, alone).record);
};

// How often it is looked at is the workflow's to decide; this one looked once.
const alone = { underWay: 1, limits: { ...lookLimits, lingerSeconds: 0 } };

const answer = (record: EditRecord, state: CancelState): ApiResponse => {
  if (record.status === 'cancelled') return json(202, toEditBody(record, record.request));
  if (record.status === 'queued' || record.status === 'submitting') {
    return json(202, toEditBody(record, record.request), { 'retry-after': '2' });
  }
  const detail =
    state === 'unknown'
      ? 'Whether the provider has it is unknown, so nothing can be cancelled: look at the account there.'
      : `It is ${record.status}: what runs at the provider cannot be stopped, is billed, and its result is kept.`;
  return problem('not_cancellable', detail, { editId: record.editId });
};
