import { styleText } from 'node:util';
import { printable } from './printable.ts';
import type { Check } from './checks.ts';

/** A line for each, and its next step below; in colour where `out` is a terminal that wants it. */
export const checkLine = ({ name, exit, text, next }: Check, out: NodeJS.WriteStream): string => {
  const mark =
    exit === 'ok' ? styleText('green', '✓', { stream: out }) : styleText('red', '✗', { stream: out });
  const line = `${mark} ${name.padEnd(9)} ${printable(text)}`;
  return next === undefined ? line : `${line}\n  ${' '.repeat(9)} ${printable(next)}`;
};
