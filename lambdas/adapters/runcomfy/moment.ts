import type { Millis } from '../../core/edit.ts';

const iso =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)$/u;
const epoch = /^\d{9,14}(?:\.\d+)?$/u;

/** From here on a number of seconds would be of the year 5138: it is one of milliseconds. */
const leastMillis = 1e11;

/**
 * A moment in one of the ways that it may be written in: ISO 8601 with its zone, or seconds or milliseconds since 1970.
 * Undefined for everything else, and above all for a time whose zone would have to be guessed.
 */
export const momentOf = (said: unknown): Millis | undefined => {
  const text = typeof said === 'number' ? String(said) : typeof said === 'string' ? said.trim() : '';
  if (epoch.test(text)) {
    const number = Number(text);
    return Math.round(number < leastMillis ? number * 1_000 : number);
  }
  const [, date, time = '', fraction = '', zone = ''] = iso.exec(text) ?? [];
  if (date === undefined) return undefined;
  const seconds = time.length === 5 ? `${time}:00` : time;
  const offset = /^z$/iu.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  const moment = Date.parse(`${date}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
  return Number.isNaN(moment) ? undefined : moment;
};
