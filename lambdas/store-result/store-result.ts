import { toEditBody, withoutQueries } from '../adapters/wire/edit.ts';
import { editOf } from '../adapters/workflow-input.ts';
import type { ProviderDeps } from '../core/deps.ts';
import { clipSecondsOf, type EditRecord, type Output } from '../core/edit.ts';
import { DownloadFailed, UnusableMedia } from '../core/errors.ts';
import { followUp } from '../core/following-up.ts';
import { detectionLagSeconds } from '../core/measuring.ts';
import { sendPending } from '../core/outbox.ts';
import type { Meter, Results } from '../core/ports.ts';
import type { ProviderOutput, ResultSeen } from '../core/provider.ts';
import type { StoreStep } from '../core/step.ts';
import { afterResult, beforeStore, completed, notCopied, type ResultDecision } from '../core/storing.ts';
import { copyOutput, type CopyDeps } from './copy-output.ts';

export type StoreResultDeps = CopyDeps &
  ProviderDeps & {
    /** @default - nothing is measured */
    readonly meter?: Meter | undefined;
  };

/** Reads the provider's result and, if it succeeded, keeps what it made: verified, published, on record. */
export const storeResult =
  (deps: StoreResultDeps) =>
  async (input: unknown): Promise<StoreStep> => {
    const { edits, provider } = deps;
    const record = await editOf(input, edits);
    const settled = beforeStore(record);
    if (settled !== undefined || record.requestId === undefined) {
      await sendPending(record, deps);
      return settled ?? { next: 'wait', seconds: 60 };
    }
    const seen = await provider.result(record.requestId);
    const decision = await decide(record, deps, (current, now) =>
      afterResult(current, seen, now, deps.patience),
    );
    if (decision.copy !== undefined) return copyAll(record, decision, seen, deps);
    if (decision.record?.status === 'failed') measureLag(record, seen, deps);
    return decision.step;
  };

type Copied = Extract<ResultDecision, { copy: readonly ProviderOutput[] }>;

const copyAll = async (
  record: EditRecord,
  { copy, costUsd }: Copied,
  seen: ResultSeen,
  deps: StoreResultDeps,
): Promise<StoreStep> => {
  const { edits, results, clock, log, patience } = deps;
  const { editId, requestId } = record;
  let cost = costUsd;
  let outputs: Output[];
  try {
    outputs = [];
    for (const [place, output] of copy.entries()) {
      outputs.push(await copyOutput({ editId, place: place + 1, output }, deps));
    }
    cost ??= await costOf(record, deps);
  } catch (error) {
    const unusable = error instanceof UnusableMedia;
    if (!unusable && !(error instanceof DownloadFailed)) throw error;
    log.warn('an output could not be stored', { editId, requestId, error });
    const decision = await decide(record, deps, (current, now) =>
      notCopied(current, { unusable, why: error.message }, now, patience),
    );
    return decision.copy === undefined ? decision.step : { next: 'wait', seconds: 1 };
  }
  const now = clock.now();
  const story = completed(record, outputs, cost, now);
  if (story !== undefined) await writeStory(story, results);
  let ours: EditRecord | undefined;
  const written = await edits.change(record, (current) => {
    ours = completed(current, outputs, cost, now);
    return ours;
  });
  await followUp(record, written, deps);
  // Somebody else may have been quicker to complete it, and then has learned of it.
  if (ours !== undefined) {
    measureLag(written, seen, deps);
    await learn(written, deps);
  }
  return beforeStore(written) ?? { next: 'wait', seconds: 60 };
};

// It may come a moment after the result does.
const costOf = async (
  { requestId = '' }: EditRecord,
  { provider }: Pick<StoreResultDeps, 'provider'>,
): Promise<number | undefined> => {
  const seen = await provider.result(requestId);
  return seen.result === 'succeeded' ? seen.costUsd : undefined;
};

const measureLag = (
  { editId, madeAt }: EditRecord,
  seen: ResultSeen,
  { meter }: Pick<StoreResultDeps, 'meter'>,
): void => {
  const lag = 'finishedAt' in seen ? detectionLagSeconds(madeAt, seen.finishedAt) : undefined;
  if (lag !== undefined) meter?.measure({ metric: 'DetectionLagSeconds', value: lag, editId });
};

const learn = async (record: EditRecord, { times }: Pick<StoreResultDeps, 'times'>): Promise<void> => {
  const { sentAt, madeAt, finishedAt } = record;
  if (sentAt === undefined || madeAt === undefined) return;
  await times.learn({
    clipSeconds: clipSecondsOf(record),
    jobSeconds: (madeAt - sentAt) / 1_000,
    storingSeconds: finishedAt === undefined ? undefined : (finishedAt - madeAt) / 1_000,
  });
};

const decide = async (
  record: EditRecord,
  deps: StoreResultDeps,
  decideOn: (current: EditRecord, now: number) => ResultDecision,
): Promise<ResultDecision> => {
  const { edits, clock } = deps;
  let decision: ResultDecision = { step: { next: 'wait', seconds: 60 } };
  const written = await edits.change(record, (current) => {
    decision = decideOn(current, clock.now());
    return decision.copy === undefined ? decision.record : undefined;
  });
  await followUp(record, written, deps);
  return decision;
};

// Before the record says `completed`, so that whoever is told of the end finds the whole story beside the output.
const writeStory = async (record: EditRecord, results: Results): Promise<void> => {
  const body = toEditBody(record, withoutQueries(record.request));
  await results.writeText(
    `edits/${record.editId}/edit.json`,
    `${JSON.stringify(body, undefined, 2)}\n`,
    'application/json',
  );
};
