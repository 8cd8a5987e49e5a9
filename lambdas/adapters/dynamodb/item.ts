import { nothingInVain, type EditRecord } from '../../core/edit.ts';
import { fromStored, toStored } from './names.ts';

export type Item = Record<string, unknown>;

/**
 * The record as DynamoDB keeps it: times are epoch milliseconds, but for the TTL, which is in seconds.
 * @param keptDays how long the record of an ended edit is kept
 */
export const toItem = (record: EditRecord, keptDays: number): Item => ({
  ...(toStored(record) as Item),
  ...(record.dueAt === undefined ? {} : { live: 'live' }),
  ...(record.finishedAt === undefined || record.dueAt !== undefined
    ? {}
    : { expires_at: Math.ceil(record.finishedAt / 1_000) + keptDays * 86_400 }),
});

export const fromItem = (item: Item): EditRecord => {
  const { live: _live, expires_at: _expiresAt, ...attributes } = item;
  const record = fromStored(attributes) as EditRecord;
  return { ...record, vain: { ...nothingInVain, ...record.vain } };
};

export const isExpired = (item: Item, nowSeconds: number): boolean =>
  typeof item['expires_at'] === 'number' && item['expires_at'] <= nowSeconds;
