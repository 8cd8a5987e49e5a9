import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { editsTable, stageItems } from '../../contract/table.ts';
import type { Millis, Reservation } from '../../core/edit.ts';
import { TooContended } from '../../core/errors.ts';
import type { Budget } from '../../core/ports.ts';
import { dayOf, limitReached, type Books, type BudgetLimits } from '../../core/spending.ts';
import { conditional } from './records.ts';
import { expression, type Update } from './update-expression.ts';

export interface DynamoBudgetProps {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly limits: BudgetLimits;
}

const micros = z.int();
const monthSchema = z
  .object({
    /** Spent and set aside in the month. */
    total: micros.default(0),
    /** The same of each day, by its number. */
    days: z.record(z.string(), micros).default({}),
    /** What is not settled, by the edit. */
    set_aside: z.record(z.string(), z.object({ micros, day: z.string(), since: z.number() })).default({}),
  })
  .transform(({ total, days, set_aside: setAside }) => ({ total, days, setAside }));

type Month = z.output<typeof monthSchema>;

const monthOf = (day: string): string => day.slice(0, 7);
const attempts = 20;
/** Like the records of the edits that were paid. */
const keptDays = 400;

/**
 * The books of a stage in the table of edits: one item a month, and one conditional update for each thing that is set
 * aside or settled. Of a hundred that come at once exactly as many get something as the limits allow.
 */
export const dynamoBudget = ({ client, tableName, limits }: DynamoBudgetProps): Budget => {
  const { dailyMicros = Number.MAX_SAFE_INTEGER, monthlyMicros = Number.MAX_SAFE_INTEGER } = limits;
  const where = (month: string) => ({
    TableName: tableName,
    Key: { [editsTable.partitionKey]: stageItems.spending(month) },
  });
  const updated = async (month: string, wish: Update): Promise<boolean> =>
    conditional(() => client.send(new UpdateCommand({ ...where(month), ...expression(wish) })));

  const read = async (month: string): Promise<Month> => {
    const { Item: item = {} } = await client.send(new GetCommand({ ...where(month), ConsistentRead: true }));
    return monthSchema.parse(item);
  };

  // Only where the maps and the day are there can something be added to them.
  const begin = async (day: string): Promise<void> => {
    await updated(monthOf(day), {
      set: { set_aside: {}, days: {}, total: 0, expires_at: expiryOf(day) },
      condition: 'attribute_not_exists(set_aside)',
    });
    await updated(monthOf(day), {
      set: { 'days.#day': 0 },
      condition: 'attribute_not_exists(days.#day)',
      names: { '#day': day },
    });
  };

  const settle: Budget['settle'] = async (editId, { day, micros: aside, since }, spent) =>
    updated(monthOf(day), {
      add: { total: spent - aside, 'days.#day': spent - aside },
      remove: ['set_aside.#edit'],
      condition:
        'set_aside.#edit.#micros = :micros AND set_aside.#edit.#on = :day AND set_aside.#edit.#since = :since',
      names: { '#edit': editId, '#day': day, '#micros': 'micros', '#on': 'day', '#since': 'since' },
      values: { ':micros': aside, ':day': day, ':since': since },
    });

  // What is there already is marked as set aside now, so that nobody takes it for left behind.
  const keep = async (editId: string, { day, since }: Reservation, now: Millis): Promise<boolean> =>
    updated(monthOf(day), {
      set: { 'set_aside.#edit.#since': now },
      condition: 'set_aside.#edit.#since = :since',
      names: { '#edit': editId, '#since': 'since' },
      values: { ':since': since },
    });

  const put = async (editId: string, reserved: Reservation): Promise<boolean> => {
    const { day, micros: more } = reserved;
    return updated(monthOf(day), {
      set: { 'set_aside.#edit': reserved },
      add: { total: more, 'days.#day': more },
      condition:
        'attribute_not_exists(set_aside.#edit) AND #total <= :monthly_left AND days.#day <= :daily_left',
      names: { '#edit': editId, '#day': day, '#total': 'total' },
      values: { ':monthly_left': monthlyMicros - more, ':daily_left': dailyMicros - more },
    });
  };

  return {
    limits,
    read: async (now) => booksOf(await read(monthOf(dayOf(now))), dayOf(now)),

    reserve: async (editId, wanted, now) => {
      const day = dayOf(now);
      const reserved = { day, micros: wanted, since: now };
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const month = await read(monthOf(day));
        const books = booksOf(month, day);
        const there = month.setAside[editId];
        if (there?.day === day && there.micros === wanted) {
          if (await keep(editId, there, now)) return { reserved, books };
        } else if (there !== undefined) {
          // Of another day, or at another price: it was never sent.
          await settle(editId, there, 0);
        } else {
          const refused = limitReached(books, wanted, limits);
          if (refused !== undefined) return { refused };
          if (await put(editId, reserved)) return { reserved, books: booksWith(books, wanted) };
          if (month.days[day] === undefined) await begin(day);
        }
      }
      throw new TooContended(`the budget changed ${attempts} times under an attempt to set something aside`);
    },

    settle,

    setAside: async (now) => {
      const thisMonth = monthOf(dayOf(now));
      const before = monthOf(dayOf(Date.parse(`${thisMonth}-01`) - 1));
      const months = await Promise.all([thisMonth, before].map(read));
      return months.flatMap(({ setAside }) =>
        Object.entries(setAside).map(([editId, entry]) => ({ editId, ...entry })),
      );
    },
  };
};

const booksOf = ({ total, days }: Month, day: string): Books => ({
  todayMicros: days[day] ?? 0,
  monthMicros: total,
});

const booksWith = ({ todayMicros, monthMicros }: Books, more: number): Books => ({
  todayMicros: todayMicros + more,
  monthMicros: monthMicros + more,
});

const expiryOf = (day: string): number => Date.parse(day) / 1_000 + (31 + keptDays) * 86_400;
