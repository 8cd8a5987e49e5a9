import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { editsTable, stageItems } from '../../contract/table.ts';
import type { Millis } from '../../core/edit.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Prices, Provider } from '../../core/provider.ts';
import type { Price } from '../../core/spending.ts';
import { expression } from './update-expression.ts';

export interface DynamoPricesProps {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Asked where what is known is old. @default - nobody is asked */
  readonly provider?: Pick<Provider, 'price'> | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn'>;
}

const itemSchema = z
  .object({
    base_usd: z.number(),
    unit: z.string(),
    note: z.string().optional(),
    read_at: z.number(),
  })
  .transform(({ base_usd: baseUsd, unit, note, read_at: readAt }) => ({
    price: { baseUsd, unit, note },
    readAt,
  }));

interface Known {
  readonly price: Price;
  readonly readAt: Millis;
}

const minutes = 60_000;
/** Asked for anew after an hour, and good for a day where the provider does not tell it. */
const freshMs = 60 * minutes;
const usefulMs = 24 * 60 * minutes;
/** How long one process makes do with what it read, or with having got no answer. */
const heldMs = minutes;

/** The provider's price, in one item of the table of edits, so that a stage asks for it once an hour. */
export const dynamoPrices = ({ client, tableName, provider, clock, log }: DynamoPricesProps): Prices => {
  const key = { [editsTable.partitionKey]: stageItems.price };
  let held: { readonly price: Price | undefined; readonly until: Millis } | undefined;

  const find = async (): Promise<Known | undefined> => {
    try {
      const { Item: item } = await client.send(new GetCommand({ TableName: tableName, Key: key }));
      const found = itemSchema.safeParse(item).data;
      return found !== undefined && clock.now() - found.readAt < usefulMs ? found : undefined;
    } catch (error) {
      log.warn('the price that is known could not be read', { error });
      return undefined;
    }
  };

  const ask = async (): Promise<Price | undefined> => {
    if (provider === undefined) return undefined;
    let price: Price;
    try {
      price = await provider.price();
    } catch (error) {
      log.warn('the provider does not tell its price', { error });
      return undefined;
    }
    try {
      const { baseUsd: base_usd, unit, note } = price;
      // Who sends edits may change items, and not put them.
      const update = expression({
        set: { base_usd, unit, ...(note === undefined ? {} : { note }), read_at: clock.now() },
        remove: note === undefined ? ['note'] : [],
      });
      await client.send(new UpdateCommand({ TableName: tableName, Key: key, ...update }));
    } catch (error) {
      log.warn('the price was not kept for others', { error });
    }
    return price;
  };

  const holding = async (look: () => Promise<Price | undefined>): Promise<Price | undefined> => {
    if (held !== undefined && held.until > clock.now()) return held.price;
    const price = await look();
    held = { price, until: clock.now() + heldMs };
    return price;
  };

  // By itself: who goes by what is known must not keep those who ask from asking.
  let seen: { readonly price: Price; readonly until: Millis } | undefined;
  const known = async (): Promise<Price | undefined> => {
    if (held?.price !== undefined) return held.price;
    if (seen !== undefined && seen.until > clock.now()) return seen.price;
    const price = (await find())?.price;
    seen = price && { price, until: clock.now() + heldMs };
    return price;
  };

  return {
    known,
    read: async () =>
      holding(async () => {
        const known = await find();
        const isFresh = known !== undefined && clock.now() - known.readAt < freshMs;
        return isFresh ? known.price : ((await ask()) ?? known?.price);
      }),
  };
};
