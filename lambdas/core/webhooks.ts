import type { DeliveryRecord } from './delivery.ts';
import type { Millis } from './edit.ts';

/** The record of what is told by webhooks. */
export interface Deliveries {
  /** Puts the record unless its id is taken. @returns the one that has the id already, if any */
  create(record: DeliveryRecord): Promise<DeliveryRecord | undefined>;
  /** Strongly consistent. */
  get(editId: string, deliveryId: string): Promise<DeliveryRecord | undefined>;
  /** As that of an edit. @throws DeliveryNotFound where it was removed meanwhile */
  change(
    record: DeliveryRecord,
    decide: (current: DeliveryRecord) => DeliveryRecord | undefined,
  ): Promise<DeliveryRecord>;
  /** All of an edit, oldest first. */
  list(editId: string): Promise<readonly DeliveryRecord[]>;
  /** Those that wanted attention before `until`, most overdue first. */
  due(until: Millis): AsyncIterable<DeliveryRecord>;
  removeAll(editId: string): Promise<void>;
}

/** What runs the deliveries. */
export interface DeliveryRuns {
  /** Starts the execution `<delivery_id>-<run>`; one that runs already is left alone. */
  start(delivery: Pick<DeliveryRecord, 'editId' | 'deliveryId'>, run: number): Promise<void>;
}

export interface Posted {
  readonly statusCode?: number | undefined;
  /** Why it is no delivery; absent where it is one. Tells nothing of our network. */
  readonly error?: string | undefined;
  /** How long the receiver wants to be left alone. */
  readonly retryAfterSeconds?: number | undefined;
  readonly tookMs: number;
}

/** Signed POSTs to receivers. */
export interface Webhooks {
  /** Once, and without following a redirect. Does not throw for what a receiver may do. @throws NoWebhookSecret */
  post(message: { readonly id: string; readonly url: string; readonly body: string }): Promise<Posted>;
}

/** Who may be told by webhooks. */
export interface Callbacks {
  /** Why this address is told nothing, or undefined if it may be. */
  fault(url: string): Promise<string | undefined>;
}

export interface WebhookSecrets {
  /** Everything that signs now, as `standardwebhooks` takes it; never empty. @throws NoWebhookSecret */
  signing(): Promise<readonly string[]>;
}

/** Where it is told that a receiver could not be told. */
export interface Undeliverables {
  /** @returns whether it was taken */
  tell(delivery: DeliveryRecord): Promise<boolean>;
}
