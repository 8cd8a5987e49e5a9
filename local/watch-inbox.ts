import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { watch } from 'chokidar';
import pLimit from 'p-limit';
import { acceptUpload, type AcceptUploadDeps } from '../lambdas/accept-upload/accept-upload.ts';
import { sweepInbox } from '../lambdas/accept-upload/sweep-inbox.ts';
import { localPlaces } from './folder-inbox.ts';

export interface InboxWatch {
  readonly folder: string;
  close(): Promise<void>;
}

const sweepSeconds = 600;
/** Files that are dealt with at once. */
const concurrency = 4;

/** Does for the folder what events and a schedule do for the bucket. @param bucketFolder that holds inbox and outbox */
export const watchInbox = async (bucketFolder: string, given: AcceptUploadDeps): Promise<InboxWatch> => {
  const { log } = given;
  const stopped = new AbortController();
  const deps: AcceptUploadDeps = {
    ...given,
    clock: {
      ...given.clock,
      // Whoever waits for files that are still to come is not waited for.
      sleep: async (milliseconds) => setTimeout(milliseconds, undefined, { signal: stopped.signal }),
    },
  };
  const folder = join(bucketFolder, localPlaces.inboxPrefix);
  await mkdir(folder, { recursive: true });
  const accept = acceptUpload(deps);
  const sweep = sweepInbox(deps);
  const limit = pLimit(concurrency);
  const working = new Set<Promise<void>>();

  const begin = (what: string, work: () => Promise<unknown>): void => {
    void limit(async () => {
      const task = work().then(
        () => undefined,
        (error: unknown) => {
          if (stopped.signal.aborted) return;
          log.error('the inbox could not be dealt with; the next sweep tries again', { what, error });
        },
      );
      working.add(task);
      await task;
      working.delete(task);
    });
  };
  const changed = (path: string): void => {
    const key = `${localPlaces.inboxPrefix}${path.slice(folder.length).replaceAll('\\', '/')}`;
    begin(key, async () => accept({ key, etag: '', sizeBytes: 0 }));
  };

  const watcher = watch(folder, { ignoreInitial: true })
    .on('add', changed)
    .on('change', changed)
    .on('error', (error) => {
      log.error('the inbox could not be watched; sweeps find what comes', { folder, error });
    });
  const ready = Promise.withResolvers<undefined>();
  watcher.once('ready', () => {
    ready.resolve(undefined);
  });
  await ready.promise;
  // What came while nobody watched.
  begin('sweep', async () => sweep(0));
  const sweeping = setInterval(() => {
    begin('sweep', async () => sweep());
  }, sweepSeconds * 1_000);

  return {
    folder,
    close: async () => {
      clearInterval(sweeping);
      await watcher.close();
      limit.clearQueue();
      stopped.abort();
      await Promise.allSettled(working);
    },
  };
};
