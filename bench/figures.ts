import { max, median, min } from 'simple-statistics';
import type { Metrics } from './bench.ts';

/** Three significant figures: no run of a bench knows more. */
export const figure = (value: number): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

export const whole = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

export const dollars = (value: number): string =>
  `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: value < 0.1 ? 4 : 2 })}`;

/** How many times the one is of the other. */
export const ratio = (one: number, other: number): string => `${figure(one / other)} ×`;

const lowest = (name: string) => `${name}, lowest`;
const highest = (name: string) => `${name}, highest`;

/** The median of several runs under this name, and beside it the lowest and the highest. */
export const spreadOf = (name: string, values: readonly number[]): Metrics => ({
  [name]: round(median([...values])),
  [lowest(name)]: round(min([...values])),
  [highest(name)]: round(max([...values])),
});

/** "12.3 (11.9 to 14)", of what {@link spreadOf} kept. */
export const withSpread = (metrics: Metrics, name: string): string =>
  `${figure(metric(metrics, name))} (${figure(metric(metrics, lowest(name)))} to ${figure(metric(metrics, highest(name)))})`;

/** @throws Error where there is none of this name: a page says nothing that was not measured */
export const metric = (metrics: Metrics, name: string): number => {
  const value = metrics[name];
  if (value === undefined) throw new Error(`nothing was measured of "${name}": run the bench again`);
  return value;
};

/** Five significant figures are enough to compute with. */
export const round = (value: number): number => Number(value.toPrecision(5));
