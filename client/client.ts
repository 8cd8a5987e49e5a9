import type { AccountBody } from '../lambdas/contract/account.ts';
import type { DeliveryBody, DeliveryListBody, WebhookTestBody } from '../lambdas/contract/delivery.ts';
import type { EditBody, EditPageBody, OutputLinkBody, ResolveRequestBody } from '../lambdas/contract/edit.ts';
import type { EditRequestInput } from '../lambdas/contract/edit-request.ts';
import type {
  CallOptions,
  ClientProps,
  CreateOptions,
  ListQuery,
  PutOptions,
  WatchOptions,
} from './client-props.ts';
import { systemClock } from './clock.ts';
import { connecting } from './connecting.ts';

export type { AccountBody } from '../lambdas/contract/account.ts';
export type { DeliveryBody, DeliveryListBody, WebhookTestBody } from '../lambdas/contract/delivery.ts';
export type { EditBody, EditPageBody, OutputLinkBody, ResolveRequestBody } from '../lambdas/contract/edit.ts';
export type { EditRequestInput } from '../lambdas/contract/edit-request.ts';
export type { ProblemCode } from '../lambdas/contract/problem.ts';
export type {
  Auth,
  Bearer,
  CallOptions,
  ClientProps,
  CreateOptions,
  Credentials,
  ListQuery,
  PutOptions,
  SigV4,
  WatchOptions,
} from './client-props.ts';
export { ClientError, ConnectionError, ProblemError, UnexpectedAnswer } from './errors.ts';

/**
 * Every call throws ProblemError where the API refuses, ConnectionError where no whole answer comes, UnexpectedAnswer
 * where something else answers, and the reason of its signal where that is aborted.
 */
export interface Client {
  readonly edits: {
    /** Repeated by itself with the same key and request, which never pays twice; an error has the key to go on with. */
    create(request: EditRequestInput, options?: CreateOptions): Promise<EditBody>;
    get(editId: string, options?: CallOptions): Promise<EditBody>;
    /** One page, newest first. */
    list(query?: ListQuery, options?: CallOptions): Promise<EditPageBody>;
    /** All pages, newest first, each once it is needed. */
    all(query?: ListQuery, options?: CallOptions): AsyncIterable<EditBody>;
    cancel(editId: string, options?: CallOptions): Promise<EditBody>;
    /** Repeated by itself only where it certainly did nothing: look at the edit after a ConnectionError. */
    resolve(editId: string, how: ResolveRequestBody, options?: CallOptions): Promise<EditBody>;
    delete(editId: string, options?: CallOptions): Promise<EditBody>;
    /**
     * The edit at once and whenever it is seen changed, until it ends or becomes uncertain. Lost connections and
     * failing servers are waited out for as long as `signal` allows.
     */
    watch(editId: string, options?: WatchOptions): AsyncIterable<EditBody>;
    /** Where output `n` can be read for a while; 1 is the first. */
    output(editId: string, n?: number, options?: CallOptions): Promise<OutputLinkBody>;
  };
  readonly uploads: {
    /** .mp4, .mov, .png or .jpg. @returns the `s3://` address to name the file by in an edit */
    put(file: Blob, options?: PutOptions): Promise<string>;
  };
  readonly deliveries: {
    list(editId: string, options?: CallOptions): Promise<DeliveryListBody>;
    /** Never repeated by itself. */
    resend(editId: string, deliveryId: string, options?: CallOptions): Promise<DeliveryBody>;
  };
  readonly webhooks: {
    /** Never repeated by itself. */
    test(url: string, options?: CallOptions): Promise<WebhookTestBody>;
  };
  readonly account: {
    /** What to know before anything is spent. */
    get(options?: CallOptions): Promise<AccountBody>;
  };
}

/** @throws TypeError where `url` is no address of an API, or SigV4 has no region */
export const createClient = (props: ClientProps): Client => connecting(props, systemClock);
