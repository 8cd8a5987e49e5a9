import { json, problem, type ApiRequest, type ApiResponse, type Endpoint } from '../adapters/http/api.ts';
import { parseBody } from '../adapters/http/body.ts';
import { noSuchEdit, ownEdit } from '../adapters/http/own-edit.ts';
import { toEditBody } from '../adapters/wire/edit.ts';
import { resolveRequestSchema, type ResolveRequestBody } from '../contract/edit.ts';
import type { EditRecord } from '../core/edit.ts';
import { sendPending } from '../core/outbox.ts';
import type { Provider } from '../core/provider.ts';
import { recoverEdit, type RecoverDeps } from '../core/recovering.ts';
import { settleCost, type SettlingDeps } from '../core/reserving.ts';
import { resolved, type Resolve } from '../core/resolving.ts';

export interface ResolveEditDeps extends RecoverDeps, SettlingDeps {
  readonly provider: Pick<Provider, 'status'>;
}

/** `POST /v1/edits/{edit_id}/resolve`: settles an edit of unknown outcome, by what somebody saw at the provider. */
export const resolveEdit =
  (deps: ResolveEditDeps): Endpoint =>
  async (request) => {
    const { edits, clock, log, patience } = deps;
    const found = await ownEdit(request, edits);
    if (found === undefined) return noSuchEdit(request);
    const parsed = parseBody(request, resolveRequestSchema);
    if (!parsed.ok) return parsed.response;
    if (found.status !== 'uncertain') return notUncertain(found);
    const resolve = toResolve(parsed.body);
    const refusal =
      resolve.action === 'adopt' ? await whyNotAdopt(found, resolve.requestId, deps) : undefined;
    if (refusal !== undefined) return refusal;

    const by = whoDecides(request, found);
    let next: EditRecord | undefined;
    const record = await edits.change(found, (current) => {
      next = resolved(current, resolve, { by, now: clock.now(), leaseSeconds: patience.leaseSeconds });
      return next;
    });
    if (next === undefined) return notUncertain(record);
    log.warn('an edit of unknown outcome was settled', { editId: record.editId, by, ...resolve });
    await settleCost(found, record, deps);
    const told = await sendPending(record, deps);
    await goOn(told, deps);
    return json(200, toEditBody(told, told.request));
  };

const toResolve = (body: ResolveRequestBody): Resolve =>
  body.action === 'adopt' ? { action: 'adopt', requestId: body.request_id } : { action: body.action };

const whoDecides = ({ owner }: ApiRequest, record: EditRecord) =>
  record.owner === owner ? 'owner' : 'operator';

// What it says is on record; should the start fail, `recover` makes up for it.
const goOn = async (record: EditRecord, deps: ResolveEditDeps): Promise<void> => {
  try {
    await recoverEdit(record, 'turn', deps);
  } catch (error) {
    deps.log.error('the workflow did not start; recover will start it', { editId: record.editId, error });
  }
};

const whyNotAdopt = async (
  { editId }: EditRecord,
  requestId: string,
  { edits, provider }: ResolveEditDeps,
): Promise<ApiResponse | undefined> => {
  const other = await edits.byRequest(requestId);
  if (other !== undefined && other.editId !== editId) {
    return problem('request_taken', `Edit ${other.editId} follows request ${requestId}.`, { editId });
  }
  const seen = await provider.status(requestId);
  if (seen.status === 'unknown_request') {
    const detail = `It knows no request ${requestId}: copy the id from the list of generations in its account.`;
    return problem('unknown_request', detail, { editId });
  }
  if (seen.status === 'unreachable') {
    return problem('provider_unreachable', 'Nothing is changed: adopt again in a minute.', {
      editId,
      headers: { 'retry-after': '60' },
    });
  }
  return undefined;
};

const notUncertain = ({ editId, status }: EditRecord): ApiResponse =>
  problem('not_uncertain', `It is ${status}: there is nothing to settle.`, { editId });
