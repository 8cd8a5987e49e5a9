import type { DeliveryBody } from '../../lambdas/contract/delivery.ts';
import type { StatusWords } from '../words/status.ts';
import { durationWords } from '../words/durations.ts';

export const deliveryWords: Readonly<Record<DeliveryBody['status'], StatusWords>> = {
  pending: { label: 'Pending', tone: 'under-way' },
  delivered: { label: 'Delivered', tone: 'good' },
  undeliverable: { label: 'Undeliverable', tone: 'bad' },
};

/** `answered 200 in 0.1 s`; `answered 500 in 2 s: …`; `The receiver gave no answer … (10 s)` */
export const attemptWords = ({
  status_code: status,
  error,
  took_ms: took,
}: DeliveryBody['attempts'][number]): string => {
  const time = durationWords(took / 1_000);
  if (status === undefined) return `${error ?? 'no answer'} (${time})`;
  return `answered ${status} in ${time}${error === undefined ? '' : `: ${error}`}`;
};
