// Keys of a caller's own making, or that are ids, which no renaming may touch.
const opaque: readonly string[] = ['metadata', 'holders'];

type Rename = (key: string) => string;
type Wrap = (entries: object) => unknown;

const renamed = (value: unknown, rename: Rename, wrap: Wrap): unknown => {
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, rename, wrap));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [
        rename(key),
        opaque.includes(key) ? wrap(entry as object) : renamed(entry, rename, wrap),
      ]),
  );
};

// The SDK takes an object with a key `constructor` for an instance of some class, and refuses it. A map it takes.
const asMap: Wrap = (entries) => new Map(Object.entries(entries));
const asIs: Wrap = (entries) => entries;

const snake: Rename = (key) => key.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
const camel: Rename = (key) => key.replace(/_([a-z])/gu, (_match, letter: string) => letter.toUpperCase());

/** As the table names it, at every depth. */
export const toStored = (value: unknown): unknown => renamed(value, snake, asMap);

/** As the code names it. */
export const fromStored = (value: unknown): unknown => renamed(value, camel, asIs);
