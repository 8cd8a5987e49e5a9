import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import dynalite from 'dynalite';
import { askServer, type TableAnswer, type TableCall } from './table-calls.ts';
import type { ToTable } from './table-thread.ts';

/** A DynamoDB of one's own. */
export interface TableServer {
  ask(call: TableCall): Promise<TableAnswer>;
  close(): Promise<void>;
}

/** In this thread. @param path where it is kept; in memory without it */
export const tableHere = async (path?: string): Promise<TableServer> => {
  const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
  // It closes what it keeps only where it listens.
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ask: async (call) => askServer(server, call),
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const entry = join(import.meta.dirname, `table-thread${extname(import.meta.filename)}`);

/** In a folder, by a thread of its own. */
export const tableApart = async (path: string): Promise<TableServer> => {
  const thread = new Worker(entry, { workerData: { path } });
  const asked = new Map<number, PromiseWithResolvers<TableAnswer>>();
  let count = 0;
  await once(thread, 'message');
  thread.on('message', ({ id, answer }: { readonly id: number; readonly answer: TableAnswer }) => {
    asked.get(id)?.resolve(answer);
    asked.delete(id);
  });
  const ended = once(thread, 'exit');
  // As it would be if the table were in this thread: nothing goes on without it, and all is on record.
  thread.on('error', (error) => {
    throw error;
  });
  const tell = (message: ToTable): void => {
    thread.postMessage(message);
  };
  return {
    ask: async (call) => {
      const answer = Promise.withResolvers<TableAnswer>();
      count += 1;
      asked.set(count, answer);
      tell({ id: count, call });
      return answer.promise;
    },
    close: async () => {
      tell({ close: true });
      await ended;
    },
  };
};
