import type { Prices } from '../../lambdas/core/provider.ts';
import type { Price } from '../../lambdas/core/spending.ts';

/** Always the same price. @param price undefined where none is to be had */
export const fakePrices = (price: Price | undefined = { baseUsd: 0.168, unit: 'second' }): Prices => ({
  known: async () => price,
  read: async () => price,
});

export const noPrice: Prices = { known: async () => undefined, read: async () => undefined };
