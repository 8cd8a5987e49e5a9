import type { EditBody } from '../../lambdas/contract/edit.ts';
import { exitCodes, type Exit } from '../exit-codes.ts';
import type { CliError } from '../errors.ts';

/** What came of one line of a manifest. */
export interface LineResult {
  readonly line: number;
  readonly exit: Exit;
  readonly edit?: EditBody | undefined;
  readonly alreadySent: boolean;
  readonly files: readonly string[];
  readonly error?: CliError | undefined;
}

/** As a line of `MANIFEST.results.jsonl`. */
export const resultDocument = ({ line, exit, edit, alreadySent, files, error }: LineResult) => ({
  line,
  edit_id: edit?.edit_id ?? error?.editId ?? null,
  status: edit?.status ?? 'not_sent',
  already_sent: alreadySent,
  files,
  ...(edit?.error === undefined ? {} : { edit_error: edit.error }),
  ...(edit?.cost_usd === undefined ? {} : { cost_usd: edit.cost_usd }),
  ...(error === undefined
    ? {}
    : { error: { code: error.code, message: error.message, faults: error.faults } }),
  exit_code: exitCodes[exit].code,
});

/** How many came to what: most telling first. */
export const countsOf = (results: readonly LineResult[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { edit } of results) {
    const status = edit?.status ?? 'not_sent';
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
};

export const summaryText = (results: readonly LineResult[]): string => {
  const lines = `${results.length} ${results.length === 1 ? 'line' : 'lines'}`;
  const counts = Object.entries(countsOf(results)).map(
    ([status, count]) => `${count} ${status.replace('_', ' ')}`,
  );
  return `${lines}: ${counts.join(', ')}`;
};
