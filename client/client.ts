import type { DeliveryBody, DeliveryListBody, WebhookTestBody } from '../lambdas/contract/delivery.ts';
import type { EditBody, EditPageBody, OutputLinkBody, ResolveRequestBody } from '../lambdas/contract/edit.ts';
import type { EditRequestInput } from '../lambdas/contract/edit-request.ts';

/** Where the API is and who asks it. */
export interface ClientProps {
  /** Of the API, without `/v1`: `https://….execute-api.eu-central-1.amazonaws.com`, `http://127.0.0.1:4700`. */
  readonly url: string;
  /** @default - nobody: the edition that runs on one machine asks for nothing */
  readonly auth?: Auth | undefined;
  /** @default - the platform's own */
  readonly fetch?: typeof fetch | undefined;
}

export type Auth = Bearer | SigV4;

/** For a stage with JWT access. */
export interface Bearer {
  /** The token, or what answers with one that is good now. */
  readonly bearer: string | (() => string | Promise<string>);
}

/** For a stage with IAM access. */
export interface SigV4 {
  readonly sigV4: {
    /** @default - read off an API Gateway's address */
    readonly region?: string | undefined;
    /** Asked before each call, so that they may be renewed. */
    readonly credentials: Credentials | (() => Credentials | Promise<Credentials>);
  };
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface CreateOptions extends CallOptions {
  /** The same key and request again answer with the same edit. @default - one for this call alone */
  readonly idempotencyKey?: string | undefined;
}

export interface ListQuery {
  readonly status?: EditBody['status'] | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly owner?: string | undefined;
}

export interface Client {
  readonly edits: {
    create(request: EditRequestInput, options?: CreateOptions): Promise<EditBody>;
    get(editId: string, options?: CallOptions): Promise<EditBody>;
    list(query?: ListQuery, options?: CallOptions): Promise<EditPageBody>;
    cancel(editId: string, options?: CallOptions): Promise<EditBody>;
    resolve(editId: string, how: ResolveRequestBody, options?: CallOptions): Promise<EditBody>;
    delete(editId: string, options?: CallOptions): Promise<EditBody>;
    /** The edit whenever it is seen changed, until it ends or becomes uncertain. */
    watch(editId: string, options?: CallOptions): AsyncIterable<EditBody>;
    /** Where output `n` can be read for a while; 1 is the first. */
    output(editId: string, n?: number, options?: CallOptions): Promise<OutputLinkBody>;
  };
  readonly uploads: {
    /** @returns the `s3://` address to name the file by in an edit */
    put(file: Blob, options?: CallOptions & { readonly contentType?: string | undefined }): Promise<string>;
  };
  readonly deliveries: {
    list(editId: string, options?: CallOptions): Promise<DeliveryListBody>;
    resend(editId: string, deliveryId: string, options?: CallOptions): Promise<DeliveryBody>;
  };
  readonly webhooks: {
    test(url: string, options?: CallOptions): Promise<WebhookTestBody>;
  };
}
