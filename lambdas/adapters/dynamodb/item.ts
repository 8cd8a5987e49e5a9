import { nothingInVain, type EditRecord } from '../../core/edit.ts';

export type Item = Record<string, unknown>;

// Keys of a caller's own making, which no renaming may touch.
const opaque = 'metadata';

type Rename = (key: string) => string;
type Wrap = (metadata: object) => unknown;

const renamed = (value: unknown, rename: Rename, wrap: Wrap): unknown => {
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, rename, wrap));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [
        rename(key),
        key === opaque ? wrap(entry as object) : renamed(entry, rename, wrap),
      ]),
  );
};

// The SDK takes an object with a key `constructor` for an instance of some class, and refuses it. A map it takes.
const asMap: Wrap = (metadata) => new Map(Object.entries(metadata));
const asIs: Wrap = (metadata) => metadata;

const snake = (key: string): string => key.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
const camel = (key: string): string =>
  key.replace(/_([a-z])/gu, (_match, letter: string) => letter.toUpperCase());

/** How long the record of an ended edit is kept: longer than Step Functions keeps a name taken (90 days). */
const keptDays = 400;

/** The record as DynamoDB keeps it: times are epoch milliseconds, but for the TTL, which is in seconds. */
export const toItem = (record: EditRecord): Item => ({
  ...(renamed(record, snake, asMap) as Item),
  ...(record.dueAt === undefined ? {} : { live: 'live' }),
  ...(record.finishedAt === undefined || record.dueAt !== undefined
    ? {}
    : { expires_at: Math.ceil(record.finishedAt / 1_000) + keptDays * 86_400 }),
});

export const fromItem = (item: Item): EditRecord => {
  const { live: _live, expires_at: _expiresAt, ...attributes } = item;
  const record = renamed(attributes, camel, asIs) as EditRecord;
  return { ...record, vain: { ...nothingInVain, ...record.vain } };
};

export const isExpired = (item: Item, nowSeconds: number): boolean =>
  typeof item['expires_at'] === 'number' && item['expires_at'] <= nowSeconds;
