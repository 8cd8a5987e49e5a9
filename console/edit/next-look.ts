import type { DeliveryBody } from '../../lambdas/contract/delivery.ts';
import type { EditBody } from '../../lambdas/contract/edit.ts';
import { isUnderWay } from '../words/status.ts';

const soonSeconds = 2;
const laterSeconds = 5;
/** After its end webhooks are told of it, which nothing but a look shows. */
const aftermathMs = 60_000;

/** In how many seconds another look at an edit is worth it; undefined where only a notice can tell of anything new. */
export const nextLookSeconds = (
  edit: EditBody,
  deliveries: readonly DeliveryBody[],
  nowMs: number,
): number | undefined => {
  if (edit.deleted_at !== undefined) return undefined;
  if (isUnderWay(edit) || edit.delete_requested_at !== undefined) return soonSeconds;
  const pending = deliveries.some(({ status }) => status === 'pending');
  const fresh = nowMs - Date.parse(edit.updated_at) < aftermathMs;
  return edit.status === 'uncertain' || pending || fresh ? laterSeconds : undefined;
};
