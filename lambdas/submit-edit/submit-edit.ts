import { json, problem, type ApiRequest, type ApiResponse, type Endpoint } from '../adapters/http/api.ts';
import { parseBody } from '../adapters/http/body.ts';
import { toEditBody } from '../adapters/wire/edit.ts';
import { toEditRequest } from '../adapters/wire/edit-request.ts';
import { editRequestSchema } from '../contract/edit-request.ts';
import { limits } from '../contract/limits.ts';
import type { UrlPolicy } from '../contract/urls.ts';
import { type EditRecord, type EditRequest, type Millis } from '../core/edit.ts';
import { addressesOf, inputVerdict, isS3, type InputPlaces } from '../core/input-places.ts';
import { editIdForKey, editIdOf, newEdit } from '../core/new-edit.ts';
import type { Line, Pause } from '../core/line.ts';
import { outlook, type OutlookDeps } from '../core/looking-ahead.ts';
import { askAgainSeconds } from '../core/outlook.ts';
import type { Callbacks } from '../core/ports.ts';
import { recoverEdit, type RecoverDeps } from '../core/recovering.ts';

export interface SubmitEditDeps extends RecoverDeps, OutlookDeps {
  readonly stage: string;
  readonly urls: UrlPolicy;
  /** Where `s3://` inputs may lie. @default - nowhere */
  readonly inputPlaces?: InputPlaces | undefined;
  readonly callbacks: Callbacks;
  /** @returns at least 17 bytes nobody can guess */
  readonly randomBytes: () => Uint8Array;
  /** How long a caller is kept for the provider's verdict; HTTP APIs cut off at 30 s. */
  readonly verdictSeconds: number;
}

/** `POST /v1/edits`: records the edit, starts its workflow, and waits a moment for the provider's verdict. */
export const submitEdit = (deps: SubmitEditDeps): Endpoint => {
  const schema = editRequestSchema(deps.urls);
  return async (request) => {
    const key = request.headers['idempotency-key'];
    if (key !== undefined && (key === '' || key.length > limits.idempotencyKeyCharacters.max)) {
      return problem(
        'invalid_idempotency_key',
        `Idempotency-Key must have 1 to ${limits.idempotencyKeyCharacters.max} characters, and has ${key.length}.`,
      );
    }
    const parsed = parseBody(request, schema);
    if (!parsed.ok) return parsed.response;
    const editRequest = toEditRequest(parsed.body);
    const unreachable = await outOfReach(editRequest, request.owner, deps);
    if (unreachable.length > 0) return problem('invalid_request', 'See errors.', { errors: unreachable });
    const { webhook_url: webhookUrl, webhook_notices: webhookNotices, metadata = {} } = parsed.body;
    const record = newEdit(
      {
        editId:
          key === undefined ? editIdOf(deps.randomBytes()) : editIdForKey(deps.stage, request.owner, key),
        owner: request.owner,
        request: editRequest,
        webhookUrl,
        webhookNotices,
        metadata,
        origin: { type: 'api' },
      },
      deps.clock.now(),
    );
    const untold = await untellable(record, deps);
    if (untold.length > 0) return problem('invalid_request', 'One fault: see errors.', { errors: untold });
    const pause = pauseNow(await deps.turns.read(), deps.clock.now());
    // What is on record already stands, whatever the account is like by now.
    const existing =
      pause === undefined ? await deps.edits.create(record) : await deps.edits.get(record.editId);
    if (existing !== undefined) return repeated(request, record, existing, deps);
    if (pause !== undefined) return paused(pause, deps);
    await start(record, deps);
    return verdictOn(await untilVerdict(record, deps), deps);
  };
};

// Once it is time for a try, whoever comes may make it: otherwise nobody would, where nobody waits.
const pauseNow = ({ pause }: Line, now: Millis): Pause | undefined =>
  pause !== undefined && pause.tryAt > now ? pause : undefined;

// Nothing is put on record that nobody knows when it could be sent; what was before waits.
const paused = ({ tryAt, why }: Pause, { clock }: SubmitEditDeps): ApiResponse => {
  const retryAfter = Math.max(1, Math.ceil((tryAt - clock.now()) / 1_000));
  return problem('provider_account', `Nothing was recorded, and nothing is sent for now: ${why}`, {
    headers: { 'retry-after': String(retryAfter) },
  });
};

/** The `s3://` addresses that this owner may not have read. What is not theirs is told no apart from what is not there. */
const outOfReach = async (
  request: EditRequest,
  owner: string,
  { edits, inputPlaces }: SubmitEditDeps,
): Promise<{ path: string; message: string }[]> => {
  const errors: { path: string; message: string }[] = [];
  for (const { path, url } of addressesOf(request).filter((address) => isS3(address.url))) {
    const verdict = inputPlaces === undefined ? 'refused' : inputVerdict(url, owner, inputPlaces);
    const taken =
      typeof verdict === 'object'
        ? (await edits.get(verdict.outputOf))?.owner === owner
        : verdict === 'taken';
    if (!taken) errors.push({ path, message: 'is not in a bucket or under a prefix that you may use here' });
  }
  return errors;
};

/** What is wrong with the address that is to be told, where it leads too. */
const untellable = async (
  { editId, webhookUrl }: EditRecord,
  { callbacks, edits }: SubmitEditDeps,
): Promise<{ path: string; message: string }[]> => {
  const message = webhookUrl === undefined ? undefined : await callbacks.fault(webhookUrl);
  // What is on record already stands, wherever its receiver leads by now.
  if (message === undefined || (await edits.get(editId)) !== undefined) return [];
  return [{ path: 'webhook_url', message }];
};

// Whatever becomes of the start, the edit is on record and due: `recover` finds it, and the caller is not to repeat.
const start = async (record: EditRecord, { workflow, log }: SubmitEditDeps): Promise<void> => {
  try {
    await workflow.start(record.editId, record.runs);
  } catch (error) {
    log.error('the workflow did not start; recover will start it', { editId: record.editId, error });
  }
};

const repeated = async (
  request: ApiRequest,
  record: EditRecord,
  existing: EditRecord,
  deps: SubmitEditDeps,
): Promise<ApiResponse> => {
  if (existing.requestHash !== record.requestHash) {
    return problem(
      'idempotency_key_reused',
      `Idempotency-Key ${request.headers['idempotency-key'] ?? ''} belongs to edit ${existing.editId}, ` +
        'which was asked for with another body. Use a new key for a new edit.',
      { editId: existing.editId },
    );
  }
  await makeSure(existing, deps);
  const body = toEditBody(existing, existing.request, await outlook(existing, deps));
  return json(200, body, { location: location(existing) });
};

const makeSure = async (existing: EditRecord, deps: SubmitEditDeps): Promise<void> => {
  // Nobody has touched it: whoever put it may have died before the start, or it is our own put, whose answer was
  // lost. Starting it twice is starting it once.
  if (existing.sequence === 1) return start(existing, deps);
  try {
    await recoverEdit(existing, 'late', deps);
  } catch (error) {
    deps.log.warn('the workflow of a repeated edit was not made sure of', { editId: existing.editId, error });
  }
};

const pauses = [100, 150, 250, 500, 1_000, 1_500, 2_000, 2_500];

const untilVerdict = async (record: EditRecord, deps: SubmitEditDeps): Promise<EditRecord> => {
  const { clock, edits, verdictSeconds } = deps;
  const until = clock.monotonic() + verdictSeconds * 1_000;
  let current = record;
  for (const pause of pauses) {
    const left = until - clock.monotonic();
    if (left <= 0) break;
    await clock.sleep(Math.min(pause, left));
    current = (await edits.get(record.editId)) ?? current;
    if (hasVerdict(current)) break;
  }
  return current;
};

const hasVerdict = ({ status, waitingFor }: EditRecord): boolean =>
  waitingFor !== undefined || (status !== 'accepted' && status !== 'submitting');

const verdictOn = async (record: EditRecord, deps: SubmitEditDeps): Promise<ApiResponse> => {
  if (record.status === 'failed' && record.error?.code === 'rejected_by_provider') {
    return problem('rejected_by_provider', record.error.message, {
      editId: record.editId,
      headers: { location: location(record) },
    });
  }
  const ahead = await outlook(record, deps);
  const wait = askAgainSeconds(record, ahead, deps.clock.now());
  return json(202, toEditBody(record, record.request, ahead), {
    location: location(record),
    ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
  });
};

const location = ({ editId }: EditRecord): string => `/v1/edits/${editId}`;
