import type { Readable } from 'node:stream';

/** What a route answers. A value, so that a fault can hold it back, cut it short or put another in its place. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes out as JSON. */
  readonly body?: object | string | Readable;
}

export type Act = () => Promise<Answer>;
