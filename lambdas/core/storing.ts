import { changed, ended, isEnded, type EditRecord, type Millis, type Output, type Vain } from './edit.ts';
import { growingGap, type Patience } from './patience.ts';
import type { ProviderOutput, ResultSeen } from './provider.ts';
import { reportedCost } from './spending.ts';
import { seconds, type StoreStep } from './step.ts';

export type ResultDecision =
  | { readonly copy: readonly ProviderOutput[]; readonly costUsd?: number | undefined }
  | { readonly copy?: undefined; readonly record?: EditRecord | undefined; readonly step: StoreStep };

const announce: StoreStep = { next: 'announce', seconds: 1 };

/** Whether there is anything to store; otherwise, what to answer without asking the provider. */
export const beforeStore = (record: EditRecord): StoreStep | undefined => {
  if (record.status === 'completed') return { next: 'done', seconds: 1 };
  if (isEnded(record) || record.status === 'uncertain') return announce;
  return record.status === 'storing' && record.requestId !== undefined
    ? undefined
    : { next: 'wait', seconds: 60 };
};

/** What the provider's result, which alone decides on success, makes of the edit. */
export const afterResult = (
  record: EditRecord,
  seen: ResultSeen,
  now: Millis,
  patience: Patience,
): ResultDecision => {
  const settled = beforeStore(record);
  if (settled) return { step: settled };
  switch (seen.result) {
    case 'succeeded':
      if (seen.outputs.length > 0) return { copy: seen.outputs, costUsd: seen.costUsd };
      return again(record, 'noResult', patience.noResults, now, patience, {
        code: 'no_output',
        message: `The provider says request ${record.requestId ?? ''} succeeded, but names no output`,
      });
    case 'not_ready':
      return again(record, 'noResult', patience.noResults, now, patience, {
        code: 'no_result',
        message: `The provider says request ${record.requestId ?? ''} finished, but has no result of it`,
      });
    case 'unknown_request':
      return again(record, 'unknownResult', patience.unknownRequests, now, patience, {
        code: 'result_expired',
        message: `The provider no longer has the result of request ${record.requestId ?? ''}`,
      });
    case 'unreachable':
      return again(record, 'unreachable', Infinity, now, patience, expired(patience));
    case 'failed':
      return {
        record: ended(
          record,
          'failed',
          { error: failure('failed_at_provider', seen.message), ...reportedCost(seen.costUsd) },
          now,
        ),
        step: announce,
      };
    case 'cancelled':
      return { record: ended(record, 'cancelled', reportedCost(seen.costUsd), now), step: announce };
  }
};

/** A copy that did not come off: it is made again, for as long as the provider keeps the result. */
export const notCopied = (
  record: EditRecord,
  { unusable, why }: { unusable: boolean; why: string },
  now: Millis,
  patience: Patience,
): ResultDecision => {
  const settled = beforeStore(record);
  if (settled) return { step: settled };
  const message = `The output of request ${record.requestId ?? ''} could not be stored: ${why}`;
  return unusable
    ? again(record, 'unusable', patience.unusableOutputs, now, patience, { code: 'unusable_output', message })
    : again(record, 'notStored', Infinity, now, patience, { code: 'result_expired', message });
};

/** The edit with its outputs in place; undefined where it has ended already. */
export const completed = (
  record: EditRecord,
  outputs: readonly Output[],
  costUsd: number | undefined,
  now: Millis,
): EditRecord | undefined =>
  beforeStore(record) ? undefined : ended(record, 'completed', { outputs, ...reportedCost(costUsd) }, now);

const failure = (code: string, message: string) => ({ code, message, retryable: false, billable: true });

const expired = ({ retentionDays }: Patience) => ({
  code: 'result_expired',
  message: `The result could not be read within the ${retentionDays} days that the provider keeps it`,
});

const again = (
  record: EditRecord,
  counter: keyof Vain,
  most: number,
  now: Millis,
  { retentionDays }: Patience,
  error: { code: string; message: string },
): ResultDecision => {
  const count = record.vain[counter] + 1;
  const tooLate = now - (record.sentAt ?? record.createdAt) > retentionDays * 86_400_000;
  if (count >= most || tooLate) {
    return {
      record: ended(record, 'failed', { error: failure(error.code, error.message) }, now),
      step: announce,
    };
  }
  const gap = seconds(growingGap(count));
  return {
    record: changed(record, { vain: { ...record.vain, [counter]: count }, dueAt: now + gap * 1_000 }, now),
    step: { next: 'wait', seconds: gap },
  };
};
