import { createWriteStream } from 'node:fs';
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
    (message: string, facts: Readonly<Record<string, unknown>> = {}) => {
      file.write(
        `${JSON.stringify({ time: new Date().toISOString(), level, message, ...facts }, readable)}\n`,
      );
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

const readable = (_key: string, value: unknown): unknown =>
  value instanceof Error
    ? { name: value.name, message: value.message, stack: value.stack, cause: value.cause }
    : value;
