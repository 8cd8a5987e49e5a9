import { createHash } from 'node:crypto';
import { usualWebhookNotices, type EventDetail } from '../contract/events.ts';
import type { EditRecord, Millis, NoticeType } from './edit.ts';

export type DeliveryStatus = 'pending' | 'delivered' | 'undeliverable';

export interface Attempt {
  readonly at: Millis;
  readonly statusCode?: number | undefined;
  readonly error?: string | undefined;
  readonly tookMs: number;
}

/** Who is told by webhook. */
export interface Receiver {
  readonly url: string;
  /** @default - all but that an edit was submitted */
  readonly notices?: readonly NoticeType[] | undefined;
}

/** One notice on its way to one receiver, which is claimed by being on record. */
export interface DeliveryRecord {
  readonly editId: string;
  readonly deliveryId: string;
  readonly noticeId: string;
  readonly type: NoticeType;
  readonly url: string;
  /** Whose receiver it is: that of the edit, or one of the whole stage. */
  readonly receiver: 'edit' | 'stage';
  /** As it was told on the bus: every attempt says the same. */
  readonly detail: EventDetail;
  readonly status: DeliveryStatus;
  /** The last 100, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Attempts since it was sent for the first time, or again. */
  readonly tries: number;
  /** How often it was sent again by request. */
  readonly resends: number;
  readonly nextAttemptAt?: Millis | undefined;
  /** Until then nobody else makes an attempt: whoever does may still be waiting for its answer. */
  readonly claimedUntil?: Millis | undefined;
  /** Why it is undeliverable. */
  readonly reason?: { readonly code: string; readonly message: string } | undefined;
  /** The event that nobody was told of yet. */
  readonly untold?: { readonly id: string; readonly occurredAt: Millis } | undefined;
  readonly runs: number;
  /** Rises with every change. */
  readonly version: number;
  /** When it wants attention next; absent when nothing is left to do. */
  readonly dueAt?: Millis | undefined;
  readonly createdAt: Millis;
  readonly updatedAt: Millis;
  readonly deliveredAt?: Millis | undefined;
}

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** The same for the same notice and receiver: one put on the condition of absence is the whole claim. */
export const deliveryIdOf = (noticeId: string, url: string): string => `dl_${digest(noticeId, url)}`;

/** The same for every telling that a delivery is undeliverable, until it is sent again. */
export const undeliverableIdOf = ({
  deliveryId,
  resends,
}: Pick<DeliveryRecord, 'deliveryId' | 'resends'>): string => `nt_${digest(deliveryId, String(resends))}`;

/** The receivers of a notice of this edit, each once: the edit's own, and those of the stage. */
export const receiversOf = (
  { webhookUrl, webhookNotices }: Pick<EditRecord, 'webhookUrl' | 'webhookNotices'>,
  type: NoticeType,
  ofStage: readonly Receiver[],
): readonly Pick<DeliveryRecord, 'url' | 'receiver'>[] => {
  const own = webhookUrl === undefined ? [] : [{ url: webhookUrl, notices: webhookNotices }];
  const all = [
    ...own.map((each) => ({ ...each, receiver: 'edit' as const })),
    ...ofStage.map((each) => ({ ...each, receiver: 'stage' as const })),
  ];
  const wanted = all.filter(({ notices = usualWebhookNotices }) => notices.includes(type));
  const byUrl = new Map(wanted.toReversed().map(({ url, receiver }) => [url, { url, receiver }]));
  return [...byUrl.values()].toReversed();
};

export interface NewDelivery extends Pick<DeliveryRecord, 'url' | 'receiver' | 'type' | 'detail'> {
  readonly editId: string;
}

export const newDelivery = (delivery: NewDelivery, now: Millis): DeliveryRecord => ({
  ...delivery,
  deliveryId: deliveryIdOf(delivery.detail.id, delivery.url),
  noticeId: delivery.detail.id,
  status: 'pending',
  attempts: [],
  tries: 0,
  resends: 0,
  nextAttemptAt: now,
  runs: 1,
  version: 1,
  dueAt: now,
  createdAt: now,
  updatedAt: now,
});

type Change = Partial<Omit<DeliveryRecord, 'editId' | 'deliveryId' | 'version' | 'createdAt'>>;

export const changedDelivery = (record: DeliveryRecord, change: Change, now: Millis): DeliveryRecord => ({
  ...record,
  ...change,
  version: record.version + 1,
  updatedAt: now,
});
