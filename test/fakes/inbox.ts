import { createHash } from 'node:crypto';
import { reportSchema, type ReportBody } from '../../lambdas/contract/inbox.ts';
import { InboxFileChanged } from '../../lambdas/core/errors.ts';
import { reportKey, type InboxFile, type InboxPlaces } from '../../lambdas/core/inbox.ts';
import type { Clock, Inbox } from '../../lambdas/core/ports.ts';
import { fakeClock } from './clock.ts';

export const fakePlaces: InboxPlaces = { bucket: 'drop', inboxPrefix: 'inbox/', outboxPrefix: 'outbox/' };

export interface FakeInbox extends Inbox {
  /** Drops a file; @returns it as an event names it */
  put(key: string, content: string | object, modifiedAt?: number): InboxFile;
  delete(key: string): void;
  /** What is told of a file, as the contract has it. */
  report(key: string): ReportBody | undefined;
  /** Every key there is. */
  keys(): string[];
  /** What lies in the stage's bucket. */
  readonly kept: Map<string, string>;
}

/** A bucket of texts. */
export const fakeInbox = (clock: Pick<Clock, 'now'> = fakeClock()): FakeInbox => {
  const files = new Map<string, { readonly text: string; readonly modifiedAt: number }>();
  const kept = new Map<string, string>();
  const toFile = (key: string): InboxFile | undefined => {
    const file = files.get(key);
    if (file === undefined) return undefined;
    const etag = createHash('md5').update(file.text).digest('hex');
    return { key, etag, sizeBytes: Buffer.byteLength(file.text), modifiedAt: file.modifiedAt };
  };
  const textOf = ({ key, etag }: InboxFile): string => {
    if (toFile(key)?.etag !== etag) throw new InboxFileChanged(key);
    return files.get(key)?.text ?? '';
  };
  const put = (key: string, content: string | object, modifiedAt = clock.now()): InboxFile => {
    files.set(key, { text: typeof content === 'string' ? content : JSON.stringify(content), modifiedAt });
    return toFile(key) ?? { key, etag: '', sizeBytes: 0, modifiedAt };
  };
  return {
    put,
    kept,
    delete: (key) => {
      files.delete(key);
    },
    report: (key) => {
      const text = files.get(reportKey(key, fakePlaces))?.text;
      return text === undefined ? undefined : reportSchema.parse(JSON.parse(text));
    },
    keys: () => [...files.keys()].sort(),
    find: async (key) => toFile(key),
    read: async (file) => textOf(file),
    list: async function* list(prefix, flat = false) {
      for (const key of [...files.keys()].sort()) {
        const file = toFile(key);
        if (file === undefined || !key.startsWith(prefix)) continue;
        if (!flat || !key.slice(prefix.length).includes('/')) yield file;
      }
    },
    writeText: async (key, text) => {
      put(key, text);
    },
    keep: async (file, key) => {
      kept.set(key, textOf(file));
    },
    bring: async (from, key) => {
      put(key, kept.get(from) ?? `copy of ${from}`);
    },
    remove: async (keys) => {
      for (const key of keys) files.delete(key);
    },
  };
};
