import { createWriteStream } from 'node:fs';
import { namedFacts } from '../lambdas/adapters/log-facts.ts';
import type { Log } from '../lambdas/core/ports.ts';

export interface FileLog extends Log {
  close(): Promise<void>;
}

/** A line of JSON for each thing worth knowing afterwards. */
export const openFileLog = (path: string): FileLog => {
  const file = createWriteStream(path, { flags: 'a' });
  // A full disk must not take the process down over its log.
  file.on('error', () => undefined);
  const write =
    (level: string) =>
    (message: string, facts: Facts = {}) => {
      file.write(`${line({ time: new Date().toISOString(), level, message }, facts)}\n`);
    };
  return {
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    close: async () =>
      new Promise((resolve) => {
        file.end(resolve);
      }),
  };
};

type Facts = Readonly<Record<string, unknown>>;

// Nor must a fact that JSON cannot hold: what was said about it is written without it.
const line = (said: Facts, facts: Facts): string => {
  try {
    return JSON.stringify({ ...said, ...namedFacts(facts) }, readable);
  } catch (error) {
    return JSON.stringify({ ...said, unreadable: String(error) });
  }
};

const readable = (_key: string, value: unknown): unknown =>
  value instanceof Error
    ? { name: value.name, message: value.message, stack: value.stack, cause: value.cause }
    : value;
