import type { Readable } from 'node:stream';

/** What a route answers. A value, so that a fault can hold it back, cut it short or put another in its place. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes out as JSON. */
  readonly body?: object | string | Readable;
}

/** How an output is served where a fault wants it otherwise. */
export interface Serving {
  /** As if no range had been asked for. */
  readonly whole?: boolean;
  /** In the place of the true one, for the comparison with `If-Range` too. */
  readonly etag?: string;
}

export type Act = (serving?: Serving) => Promise<Answer>;
