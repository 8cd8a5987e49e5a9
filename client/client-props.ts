import type { EditBody } from '../lambdas/contract/edit.ts';

/** Where the API is and who asks it. */
export interface ClientProps {
  /**
   * Of the API, without `/v1`: `https://….execute-api.eu-central-1.amazonaws.com`, `http://127.0.0.1:4700`. A path
   * that it has, of a stage or of a custom domain's mapping, is kept.
   */
  readonly url: string;
  /** @default - nobody: the edition that runs on one machine asks for nothing */
  readonly auth?: Auth | undefined;
  /** @default - the platform's own */
  readonly fetch?: typeof fetch | undefined;
  /** How long one try of a call may take; a file that is uploaded gets a second more for each 50 kB. @default 60 */
  readonly timeoutSeconds?: number | undefined;
  /** How often a call that is safe to repeat is repeated by itself; 0 is never. @default 4 */
  readonly repeats?: number | undefined;
}

export type Auth = Bearer | SigV4;

/** For a stage with JWT access. */
export interface Bearer {
  /** The token, or what answers with one that is good now: asked before each try. */
  readonly bearer: string | (() => string | Promise<string>);
}

/** For a stage with IAM access. */
export interface SigV4 {
  readonly sigV4: {
    /** Needed where the API has a domain of its own. @default - read off an API Gateway's address */
    readonly region?: string | undefined;
    /** Asked before each try, so that they may be renewed. */
    readonly credentials: Credentials | (() => Credentials | Promise<Credentials>);
  };
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface CallOptions {
  /** Ends the call, its waits and repeats. */
  readonly signal?: AbortSignal | undefined;
  /** @default - as the client was made */
  readonly timeoutSeconds?: number | undefined;
  /** @default - as the client was made */
  readonly repeats?: number | undefined;
}

export interface CreateOptions extends CallOptions {
  /** The same key and request again answer with the same edit. @default - one for this call alone */
  readonly idempotencyKey?: string | undefined;
}

export interface WatchOptions extends Pick<CallOptions, 'signal' | 'timeoutSeconds'> {
  /** Goes on while the edit is uncertain, for somebody else may resolve it. @default false */
  readonly untilEnded?: boolean | undefined;
}

export interface PutOptions extends CallOptions {
  /** @default - the file's own, or what the ending of its name says */
  readonly contentType?: string | undefined;
}

export interface ListQuery {
  readonly status?: EditBody['status'] | undefined;
  /** 1 to 100. @default 20 */
  readonly limit?: number | undefined;
  /** From the page before. */
  readonly cursor?: string | undefined;
  /** For operators of the stage. @default - the caller's own */
  readonly owner?: string | undefined;
}
