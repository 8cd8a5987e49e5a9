import { exitCodes } from '../exit-codes.ts';
import type { CliError } from '../errors.ts';
import { printable } from './printable.ts';

/** An error for people: what is wrong, each fault, and the next step. */
export const errorText = ({ message, faults, next }: CliError): string =>
  [
    `reshoot: ${printable(message)}`,
    ...faults.map(({ at, message: fault }) => `  ${printable(at)}: ${printable(fault)}`),
    ...(next === undefined ? [] : [next]),
  ].join('\n');

/** The same as one line of JSON. */
export const errorJson = ({ exit, code, message, faults, editId, next }: CliError): string =>
  JSON.stringify({
    error: {
      code,
      message,
      ...(faults.length === 0 ? {} : { faults }),
      ...(editId === undefined ? {} : { edit_id: editId }),
      ...(next === undefined ? {} : { next }),
      exit_code: exitCodes[exit].code,
    },
  });
