import type { Millis } from '../../core/edit.ts';

/** A moment as the wire has it. */
export const iso = (moment: Millis): string => new Date(moment).toISOString();

/** A field that is left out where there is nothing to say. */
export const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Value>>;

export const optionalTime = <Name extends string>(name: Name, moment: Millis | undefined) =>
  optional(name, moment === undefined ? undefined : iso(moment));

/** An address without what opens it. An S3 key may contain a question mark, and carries no signature. */
export const withoutQuery = (url: string): string =>
  url.startsWith('s3://') ? url : url.replace(/[?#].*$/su, '');
