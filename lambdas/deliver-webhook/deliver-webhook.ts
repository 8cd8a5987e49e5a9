import { deliveryIdsOf } from '../adapters/workflow-input.ts';
import { toWebhookBody, type Links } from '../adapters/wire/webhook.ts';
import { afterAttempt, claimAttempt, deliverStep } from '../core/delivering.ts';
import type { DeliveryRecord } from '../core/delivery.ts';
import { DeliveryNotFound } from '../core/errors.ts';
import type { Patience } from '../core/patience.ts';
import type { Edits, Results } from '../core/ports.ts';
import type { Webhooks } from '../core/webhooks.ts';
import { tellUndeliverable, type DeliveryDeps } from '../core/recovering-deliveries.ts';
import type { DeliverStep } from '../core/step.ts';

export interface DeliverWebhookDeps extends DeliveryDeps {
  readonly edits: Pick<Edits, 'get'>;
  readonly results: Pick<Results, 'link'>;
  readonly webhooks: Webhooks;
  readonly patience: Patience;
  /** @returns a number from 0 to before 1 */
  readonly random: () => number;
}

const linkSeconds = 3_600;
const gone: DeliverStep = { next: 'gone', seconds: 1, error: 'gone', cause: 'It was deleted with its edit' };

/** Makes the attempt that is due, if one is, and says when the next is. */
export const deliverWebhook =
  (deps: DeliverWebhookDeps) =>
  async (input: unknown): Promise<DeliverStep> => {
    const { editId, deliveryId } = deliveryIdsOf(input);
    const record = await deps.deliveries.get(editId, deliveryId);
    if (record === undefined) return gone;
    try {
      const after = await tellUndeliverable(await attempt(record, deps), deps);
      return deliverStep(after, deps.clock.now());
    } catch (error) {
      if (error instanceof DeliveryNotFound) return gone;
      throw error;
    }
  };

const attempt = async (record: DeliveryRecord, deps: DeliverWebhookDeps): Promise<DeliveryRecord> => {
  const { deliveries, webhooks, clock, log, random, patience } = deps;
  let ours: DeliveryRecord | undefined;
  const claimed = await deliveries.change(record, (current) => {
    ours = claimAttempt(current, clock.now());
    return ours;
  });
  if (ours === undefined) return claimed;
  const { editId, deliveryId, noticeId: id, url, type, detail } = claimed;
  const body = toWebhookBody(type, detail, await linksOf(claimed, deps));
  const at = clock.now();
  const posted = await webhooks.post({ id, url, body });
  log.info('a webhook was sent', { editId, deliveryId, ...posted });
  return deliveries.change(claimed, (current) =>
    afterAttempt(current, posted, { at, now: clock.now(), random: random(), patience }),
  );
};

/** Where each output can be read for a while, by its key. Those that were deleted since have no such place. */
const linksOf = async (
  { editId, detail }: DeliveryRecord,
  { edits, results, clock }: DeliverWebhookDeps,
): Promise<Links> => {
  if (detail.edit.outputs.length === 0) return new Map();
  const edit = await edits.get(editId);
  const there = edit?.deleteRequestedAt === undefined ? (edit?.outputs ?? []) : [];
  const expiresAt = clock.now() + linkSeconds * 1_000;
  const links = there.map(async ({ key }): Promise<[string, { url: string; expiresAt: number }]> => [
    key,
    { url: await results.link(key, linkSeconds), expiresAt },
  ]);
  return new Map(await Promise.all(links));
};
