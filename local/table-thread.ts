import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { askServer, type TableCall } from './table-calls.ts';

/** What is asked of the thread: to make a call, or to close the table. */
export type ToTable = { readonly id: number; readonly call: TableCall } | { readonly close: true };

/** The entry of a thread that keeps one table. */
const { path } = workerData as { readonly path: string };
const server = dynalite({ createTableMs: 0, path });
// It closes what it keeps only where it listens.
server.listen(0, '127.0.0.1');
await once(server, 'listening');

parentPort?.on('message', (message: ToTable) => {
  if ('close' in message) {
    server.close(() => {
      parentPort?.close();
    });
    return;
  }
  void askServer(server, message.call).then((answer) => {
    parentPort?.postMessage({ id: message.id, answer });
  });
});
parentPort?.postMessage('open');
