import { json, problem, type ApiRequest, type ApiResponse, type Endpoint } from '../adapters/http/api.ts';
import { parseBody } from '../adapters/http/body.ts';
import { toEditBody } from '../adapters/wire/edit.ts';
import { toAsked } from '../adapters/wire/edit-request.ts';
import { editRequestSchema, type EditRequestBody } from '../contract/edit-request.ts';
import { limits as published, type Limits } from '../contract/limits.ts';
import type { UrlPolicy } from '../contract/urls.ts';
import type { EditRecord, EditRequest, Millis } from '../core/edit.ts';
import { NotLookedInto } from '../core/errors.ts';
import { outOfReach, type InputPlaces } from '../core/input-places.ts';
import { editIdForKey, editIdOf, newEdit } from '../core/new-edit.ts';
import { closedNow, type Closed, type Line, type Pause } from '../core/line.ts';
import type { InputFault, Preflight } from '../core/preflight.ts';
import { outlook, type OutlookDeps } from '../core/looking-ahead.ts';
import { askAgainSeconds } from '../core/outlook.ts';
import type { Subject } from '../core/ports.ts';
import type { Callbacks } from '../core/webhooks.ts';
import type { RecoverDeps } from '../core/recovering.ts';
import { estimateOf, overBudget, type ReservingDeps } from '../core/reserving.ts';
import { usdOf } from '../core/spending.ts';
import { makeSureOf, startEdit } from '../core/starting.ts';
import { untellable } from '../core/untellable.ts';

export interface SubmitEditDeps extends RecoverDeps, OutlookDeps, Pick<ReservingDeps, 'budget' | 'prices'> {
  readonly stage: string;
  readonly urls: UrlPolicy;
  /** Where `s3://` inputs may lie. @default - nowhere */
  readonly inputPlaces?: InputPlaces | undefined;
  /** Looks into all that a request names. */
  readonly lookInto: (request: EditRequest) => Promise<Preflight>;
  /** @default - the published ones */
  readonly limits?: Limits | undefined;
  readonly callbacks: Callbacks;
  /** @returns at least 17 bytes nobody can guess */
  readonly randomBytes: () => Uint8Array;
  /** How long a caller is kept for the provider's verdict; HTTP APIs cut off at 30 s. */
  readonly verdictSeconds: number;
  /** Told whom the request concerns, as soon as that is known. @default - nobody asks */
  readonly about?: ((subject: Subject) => void) | undefined;
}

/** `POST /v1/edits`: checks and records the edit, starts its workflow, and waits a moment for the provider's verdict. */
export const submitEdit = (deps: SubmitEditDeps): Endpoint => {
  const schema = editRequestSchema(deps.urls, deps.limits);
  return async (request) => {
    const key = request.headers['idempotency-key'];
    const { max } = published.idempotencyKeyCharacters;
    if (key !== undefined && (key === '' || key.length > max)) {
      return problem(
        'invalid_idempotency_key',
        `Idempotency-Key must have 1 to ${max} characters, and has ${key.length}.`,
      );
    }
    const parsed = parseBody(request, schema);
    if (!parsed.ok) return parsed.response;
    const asked = recordOf(request, parsed.body, deps);
    deps.about?.({ editId: asked.editId });
    const [line, existing] = await Promise.all([
      deps.turns.read(),
      key === undefined ? undefined : deps.edits.get(asked.editId),
    ]);
    // What is on record already stands, whatever its inputs and the account are like by now.
    if (existing !== undefined) return repeated(request, asked, existing, deps);
    const outside = [...(await outOfReach(asked, deps)), ...(await untellable(asked, deps.callbacks))];
    if (outside.length > 0) return problem('invalid_request', 'See errors.', { errors: outside });
    const pause = pauseNow(line, deps.clock.now());
    if (pause !== undefined) return paused(pause, deps);
    const closed = closedNow(line, { now: deps.clock.now(), budget: deps.budget?.limits });
    if (closed !== undefined && closed.why !== 'price') return exhausted(closed, deps);
    const looked = await lookedInto(asked, deps);
    if (looked instanceof NotLookedInto) return overloaded(asked, looked, deps);
    const { inputs, faults } = looked;
    if (faults.length > 0) return unfit(faults);
    const record = { ...asked, inputs, costEstimateUsd: await estimateOf({ ...asked, inputs }, deps) };
    const over = await overBudget(record, line, deps);
    if (over !== undefined) return exhausted(over, deps);
    const quicker = await deps.edits.create(record);
    if (quicker !== undefined) return repeated(request, record, quicker, deps);
    await startEdit(record, deps);
    return verdictOn(await untilVerdict(record, deps), deps);
  };
};

const recordOf = (
  { owner, headers: { 'idempotency-key': key } }: ApiRequest,
  body: EditRequestBody,
  { stage, randomBytes, clock }: SubmitEditDeps,
): EditRecord =>
  newEdit(
    {
      ...toAsked(body),
      editId: key === undefined ? editIdOf(randomBytes()) : editIdForKey(stage, owner, key),
      owner,
      origin: { type: 'api' },
    },
    clock.now(),
  );

const lookedInto = async (
  { request }: EditRecord,
  { lookInto }: SubmitEditDeps,
): Promise<Preflight | NotLookedInto> => {
  try {
    return await lookInto(request);
  } catch (error) {
    if (error instanceof NotLookedInto) return error;
    throw error;
  }
};

const overloaded = ({ editId }: EditRecord, error: NotLookedInto, { log }: SubmitEditDeps): ApiResponse => {
  log.warn('there was no time to look into inputs', { editId, error });
  return problem(
    'overloaded',
    'There was no time to look into the inputs. Nothing was recorded: ask again.',
    {
      headers: { 'retry-after': '10' },
    },
  );
};

const unfit = (faults: readonly InputFault[]): ApiResponse =>
  problem(
    faults.every(({ unreachable }) => unreachable) ? 'input_unreachable' : 'input_unusable',
    'Nothing was recorded, and nothing is sent or paid: see errors.',
    { errors: faults.map(({ path, message }) => ({ path, message })) },
  );

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

// The key stays unused: what is refused here has left no record.
const exhausted = (
  { why, tryAt, limits: { dailyMicros, monthlyMicros } }: Closed,
  { clock }: SubmitEditDeps,
) => {
  const limit = usdOf((why === 'monthly' ? monthlyMicros : dailyMicros) ?? 0).toFixed(2);
  const detail =
    `This edit would exceed the ${why} budget of $${limit}, of which the rest is spent or set aside. ` +
    `Nothing was recorded; the books begin anew at ${new Date(tryAt).toISOString()}.`;
  const retryAfter = Math.max(1, Math.ceil((tryAt - clock.now()) / 1_000));
  return problem('budget_exhausted', detail, { headers: { 'retry-after': String(retryAfter) } });
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
  await makeSureOf(existing, deps);
  const body = toEditBody(existing, existing.request, await outlook(existing, deps));
  return json(200, body, { location: location(existing) });
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
