import { isDate, isMap, isSet } from 'node:util/types';
import { hidden, namesSecret, redact } from './redact.ts';

// A line of the log is bounded, and so is what one fact may take of it.
const longestText = 16_384;
const mostItems = 100;
const deepest = 8;

/**
 * What JSON can hold of a value, without secrets. Errors keep name, message, stack, causes and facts; of other
 * classes' instances, which may hold sockets and credentials, only the name is left. Never throws.
 */
export const printable = (value: unknown, parents: readonly object[] = []): unknown => {
  try {
    if (typeof value === 'string') return readable(value);
    if (typeof value === 'number' || typeof value === 'bigint') return inJson(value);
    if (typeof value === 'function') return `[function ${value.name}]`;
    if (typeof value === 'symbol') return readable(value.toString());
    if (typeof value !== 'object' || value === null) return value;
    if (parents.includes(value)) return '[circular]';
    if (parents.length >= deepest) return '[deeper]';
    return printableObject(value, [...parents, value]);
  } catch {
    return '[unreadable]';
  }
};

const printableObject = (value: object, parents: readonly object[]): unknown => {
  if (isError(value)) return named(factsOf(value), parents);
  if (Array.isArray(value)) return listed(value, parents);
  if (isSet(value)) return listed([...value], parents);
  if (isMap(value))
    return named(
      [...value].map(([key, entry]) => [String(key), () => entry]),
      parents,
    );
  if (isDate(value)) return value.toJSON();
  if (value instanceof URL) return readable(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return isPlain(value) ? named(fieldsOf(value, Object.keys(value)), parents) : `[${nameOf(value)}]`;
};

const inJson = (value: number | bigint): number | string =>
  Number.isFinite(value) ? Number(value) : String(value);

const readable = (text: string): string => {
  const redacted = redact(text);
  const more = redacted.length - longestText;
  return more > 0 ? `${redacted.slice(0, longestText)}… ${more} more` : redacted;
};

/** A name, and how to get at what it stands for: a getter may throw, and costs no more than its own place. */
type Field = readonly [name: string, read: () => unknown];

const fieldsOf = (value: object, names: readonly string[]): Field[] =>
  names.map((name) => [name, () => Reflect.get(value, name) as unknown]);

const factsOf = (error: Error): Field[] =>
  fieldsOf(error, [...new Set(['name', 'message', 'stack', 'cause', 'errors', ...Object.keys(error)])]);

const named = (fields: readonly Field[], parents: readonly object[]): object =>
  Object.fromEntries(
    fields.slice(0, mostItems).map(([name, read]) => [readable(name), guarded(name, read, parents)]),
  );

const guarded = (name: string, read: () => unknown, parents: readonly object[]): unknown => {
  try {
    const value = read();
    return namesSecret(name) && holdsSomething(value) ? hidden : printable(value, parents);
  } catch {
    return '[unreadable]';
  }
};

const holdsSomething = (value: unknown): boolean =>
  value !== undefined && value !== null && typeof value !== 'boolean';

// Raw headers are a list of names, each followed by its value.
const listed = (list: readonly unknown[], parents: readonly object[]): unknown[] => [
  ...list.slice(0, mostItems).map((value, place) => {
    const before = list[place - 1];
    const isSecret = typeof before === 'string' && exactName.test(before) && namesSecret(before);
    return isSecret && holdsSomething(value) ? hidden : printable(value, parents);
  }),
  ...(list.length > mostItems ? [`… ${list.length - mostItems} more`] : []),
];

const exactName = /^[\w-]{1,64}$/u;

// These by shape, not by identity: there may be another realm's Error and Object.
const isError = (value: object): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const nameOf = (value: object): string => {
  const { constructor } = value as { constructor?: { name?: unknown } };
  return typeof constructor?.name === 'string' ? constructor.name : 'object';
};
