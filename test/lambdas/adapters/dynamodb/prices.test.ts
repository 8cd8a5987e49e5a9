import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoPrices } from '../../../../lambdas/adapters/dynamodb/prices.ts';
import { editsTable, stageItems } from '../../../../lambdas/contract/table.ts';
import { ProviderUnreadable } from '../../../../lambdas/core/errors.ts';
import type { Price } from '../../../../lambdas/core/spending.ts';
import { openTable, type LocalTable } from '../../../../local/table.ts';
import { fakeClock } from '../../../fakes/clock.ts';
import { fakeLog } from '../../../fakes/log.ts';

const minutes = 60_000;
const hours = 60 * minutes;
const key = { [editsTable.partitionKey]: stageItems.price };

let table: LocalTable;
beforeAll(async () => {
  table = await openTable();
});
afterAll(async () => {
  await table.close();
});
beforeEach(async () => {
  await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: key }));
});

/** Two functions of a stage, and a provider that asks what `usd` says, or nothing. */
const stage = () => {
  const clock = fakeClock();
  const log = fakeLog();
  const asked = { times: 0, usd: 0.168 as number | undefined };
  const provider = {
    price: async (): Promise<Price> => {
      asked.times += 1;
      if (asked.usd === undefined) throw new ProviderUnreadable('down');
      return { baseUsd: asked.usd, unit: 'second', note: 'of the clip' };
    },
  };
  const prices = () => dynamoPrices({ ...table, provider, clock, log });
  return {
    clock,
    log,
    asked,
    sender: prices(),
    another: prices(),
    api: dynamoPrices({ ...table, clock, log }),
  };
};

describe('the price in DynamoDB', () => {
  it('is asked for once an hour, by all functions together', async () => {
    const { clock, asked, sender, another } = stage();
    const price = { baseUsd: 0.168, unit: 'second', note: 'of the clip' };
    expect([await sender.read(), await another.read()]).toEqual([price, price]);
    clock.advance(59 * minutes);
    await Promise.all([sender.read(), another.read()]);
    expect(asked.times).toBe(1);
    asked.usd = 0.2;
    clock.advance(2 * minutes);
    expect(await another.read()).toMatchObject({ baseUsd: 0.2 });
    clock.advance(2 * minutes);
    expect([await sender.read(), asked.times]).toMatchObject([{ baseUsd: 0.2 }, 2]);
  });

  it('is kept by who may read and change items, and nothing else', async () => {
    const { clock, log } = stage();
    const made: string[] = [];
    const client = {
      send: async (command: Parameters<typeof table.client.send>[0]) => {
        made.push(command.constructor.name);
        return table.client.send(command);
      },
    } as unknown as LocalTable['client'];
    const told: Price[] = [
      { baseUsd: 0.168, unit: 'second', note: 'of the clip' },
      { baseUsd: 0.2, unit: 'second', note: undefined },
    ];
    for (const price of told) {
      const provider = { price: async () => price };
      await dynamoPrices({ ...table, client, provider, clock, log }).read();
      expect(await dynamoPrices({ ...table, clock, log }).known()).toEqual(price);
      clock.advance(61 * minutes);
    }
    expect(made).toEqual(['GetCommand', 'UpdateCommand', 'GetCommand', 'UpdateCommand']);
  });

  it('is good for a day where the provider does not tell it, and then for nothing', async () => {
    const { clock, asked, sender, log } = stage();
    await sender.read();
    asked.usd = undefined;
    clock.advance(23 * hours);
    expect(await sender.read()).toMatchObject({ baseUsd: 0.168 });
    clock.advance(1 * hours);
    expect(await sender.read()).toBeUndefined();
    expect(log.entries.map(({ message }) => message)).toContain('the provider does not tell its price');
  });

  it('is not asked for again within a minute, where there was none to be had', async () => {
    const { clock, asked, sender } = stage();
    asked.usd = undefined;
    expect([await sender.read(), await sender.read(), asked.times]).toEqual([undefined, undefined, 1]);
    clock.advance(61_000);
    asked.usd = 0.1;
    expect(await sender.read()).toMatchObject({ baseUsd: 0.1 });
  });

  it('is known to who never asks the provider, once somebody did', async () => {
    const { asked, sender, api, clock } = stage();
    expect([await api.known(), await api.read(), asked.times]).toEqual([undefined, undefined, 0]);
    await sender.read();
    clock.advance(2 * minutes);
    expect([await api.known(), await api.read()]).toMatchObject([{ baseUsd: 0.168 }, { baseUsd: 0.168 }]);
  });

  it('is read once a minute by who goes by what is known', async () => {
    const { sender, api, clock } = stage();
    await sender.read();
    const price = await api.known();
    await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: key }));
    clock.advance(minutes - 1);
    expect(await api.known()).toEqual(price);
    clock.advance(2);
    expect(await api.known()).toBeUndefined();
  });

  it('is asked for when it is old, even where it was known a moment ago', async () => {
    const { asked, sender, another, clock } = stage();
    await sender.read();
    clock.advance(2 * hours);
    asked.usd = 0.2;
    expect([await another.known(), await another.read()]).toMatchObject([
      { baseUsd: 0.168 },
      { baseUsd: 0.2 },
    ]);
  });

  it('survives a table that cannot be reached, as long as the provider tells it', async () => {
    const { clock, log } = stage();
    const down = { send: async () => Promise.reject(new Error('throttled')) };
    const prices = dynamoPrices({
      client: down as never,
      tableName: 'none',
      provider: { price: async () => ({ baseUsd: 1, unit: 'video' }) },
      clock,
      log,
    });
    expect(await prices.read()).toEqual({ baseUsd: 1, unit: 'video' });
    expect(log.entries.map(({ message }) => message)).toEqual([
      'the price that is known could not be read',
      'the price was not kept for others',
    ]);
  });

  it('is asked for again where what was kept makes no sense', async () => {
    const { sender, asked } = stage();
    await table.client.send(
      new PutCommand({ TableName: table.tableName, Item: { ...key, base_usd: 'much' } }),
    );
    expect([await sender.read(), asked.times]).toMatchObject([{ baseUsd: 0.168 }, 1]);
  });
});
