import type { DeliveryBody } from '../../lambdas/contract/delivery.ts';
import type { StatusWords } from '../words/status.ts';
import { durationWords } from '../words/durations.ts';

export const deliveryWords: Readonly<Record<DeliveryBody['status'], StatusWords>> = {
  pending: { label: 'Pending', tone: 'under-way' },
  delivered: { label: 'Delivered', tone: 'good' },
  undeliverable: { label: 'Undeliverable', tone: 'bad' },
};

/** `answered 200 in 0.1 s`; `answered 500 in 2 s: …`; `after 10 s: The receiver gave no answer …` */
export const attemptWords = ({
  status_code: status,
  error,
  took_ms: took,
}: DeliveryBody['attempts'][number]): string => {
  const time = durationWords(took / 1_000);
  if (status === undefined) return `after ${time}: ${error ?? 'no answer'}`;
  return `answered ${status} in ${time}${error === undefined ? '' : `: ${error}`}`;
};
