import type { EventDetail } from '../../contract/events.ts';
import type { DeliveryRecord } from '../../core/delivery.ts';
import type { Item } from './item.ts';
import { fromStored, toStored } from './names.ts';

/** How long a delivery is kept, counted from when it was made. */
const keptDays = 90;

/** The record as DynamoDB keeps it. What is told is kept as the text it was: its names are the outside's. */
export const toDeliveryItem = ({ detail, ...record }: DeliveryRecord): Item => ({
  ...(toStored(record) as Item),
  detail: JSON.stringify(detail),
  ...(record.dueAt === undefined ? {} : { live: 'live' }),
  expires_at: Math.ceil(record.createdAt / 1_000) + keptDays * 86_400,
});

export const fromDeliveryItem = (item: Item): DeliveryRecord => {
  const { live: _live, expires_at: _expiresAt, detail, ...attributes } = item;
  return {
    ...(fromStored(attributes) as Omit<DeliveryRecord, 'detail'>),
    detail: JSON.parse(String(detail)) as EventDetail,
  };
};
