import type { Counts } from './references.ts';

/** What is being typed of a reference. */
export interface Query {
  /** Where its `@` is. */
  readonly start: number;
  /** Behind the `@`, up to the caret. */
  readonly typed: string;
}

/** Every reference that leads somewhere, in order. */
export const referencesTo = ({ Element, Image }: Counts): readonly string[] => [
  ...Array.from({ length: Element }, (_, place) => `@Element${place + 1}`),
  ...Array.from({ length: Image }, (_, place) => `@Image${place + 1}`),
];

/** The reference that the caret stands in or behind, if any. */
export const queryAt = (prompt: string, caret: number): Query | undefined => {
  // Behind a letter or digit it is an address of mail, and no reference.
  const typed = /(?<![\p{L}\p{N}])@(?<typed>[A-Za-z]*\d*)$/u.exec(prompt.slice(0, caret))?.groups?.['typed'];
  return typed === undefined ? undefined : { start: caret - typed.length - 1, typed };
};

export const matching = ({ typed }: Query, references: readonly string[]): readonly string[] =>
  references.filter((name) => name.toLowerCase().startsWith(`@${typed.toLowerCase()}`));

export interface Edited {
  readonly prompt: string;
  readonly caret: number;
}

/** The prompt with `name` in the place of what was typed of it. */
export const completed = (prompt: string, { start, typed }: Query, name: string): Edited => {
  const typedEnd = start + 1 + typed.length;
  // A caret in the middle of a reference: its end goes, too.
  const whole = /^@(?:Element|Image)\d+/u.exec(prompt.slice(start))?.[0].length ?? 0;
  const rest = prompt.slice(Math.max(typedEnd, start + whole));
  const space = /^[\s.,;:!?)]/u.test(rest) ? '' : ' ';
  const caret = start + name.length + 1;
  return {
    prompt: `${prompt.slice(0, start)}${name}${space}${rest}`,
    caret: space === '' ? caret - 1 : caret,
  };
};
