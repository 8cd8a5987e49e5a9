import type { Log } from '../../lambdas/core/ports.ts';

export interface FakeLog extends Log {
  /** What was written, as `level: message`. */
  readonly lines: string[];
  /** The same with the facts beside it. */
  readonly entries: { readonly message: string; readonly facts: Readonly<Record<string, unknown>> }[];
}

export const fakeLog = (): FakeLog => {
  const lines: string[] = [];
  const entries: { message: string; facts: Readonly<Record<string, unknown>> }[] = [];
  const write =
    (level: string): Log['info'] =>
    (message, facts = {}) => {
      lines.push(`${level}: ${message}`);
      entries.push({ message, facts });
    };
  return { lines, entries, info: write('info'), warn: write('warn'), error: write('error') };
};
