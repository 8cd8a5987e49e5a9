import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { constants, copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { InboxFileChanged } from '../lambdas/core/errors.ts';
import type { InboxFile, InboxPlaces } from '../lambdas/core/inbox.ts';
import type { Inbox } from '../lambdas/core/ports.ts';
import { hasCode } from './errors.ts';
import { localBucket } from './folder-results.ts';

export const localPlaces: InboxPlaces = {
  bucket: localBucket,
  inboxPrefix: 'inbox/',
  outboxPrefix: 'outbox/',
};

/** A file that was written to so recently may not be whole yet; an object of a bucket always is. */
const quietMs = 1_000;
const pauseMs = 100;
const mostPauses = 1_200;

/** The folder in the place of the bucket, as inbox and outbox. Its files are told apart by their content. */
export const folderInbox = (folder: string): Inbox => {
  const pathOf = (key: string) => join(folder, ...key.split('/'));
  const known = new Map<string, { readonly mark: string; readonly etag: string }>();

  const find = async (key: string): Promise<InboxFile | undefined> => {
    const path = pathOf(key);
    const isDropped = key.startsWith(localPlaces.inboxPrefix);
    for (let pauses = 0; ; pauses += 1) {
      const before = await statOf(path);
      if (before === undefined) return undefined;
      if (!isDropped || isQuiet(before) || pauses === mostPauses) {
        // What we wrote ourselves is known by its marks: videos would be read for nothing.
        const etag = isDropped ? await etagOf(path, before) : markOf(before);
        const after = await statOf(path);
        if (after !== undefined && markOf(after) === markOf(before)) {
          return { key, etag, sizeBytes: before.size, modifiedAt: before.mtimeMs };
        }
      }
      await setTimeout(pauseMs);
    }
  };

  const etagOf = async (path: string, stats: Stats): Promise<string> => {
    const mark = markOf(stats);
    const last = known.get(path);
    if (last?.mark === mark) return last.etag;
    const hash = createHash('md5');
    await pipeline(createReadStream(path), hash);
    const etag = hash.digest('hex');
    known.set(path, { mark, etag });
    return etag;
  };

  // Under another name first: what has the key is whole, even after a crash in the middle of it.
  const put = async (path: string, fill: (partial: string) => Promise<void>): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    const partial = `${path}.${randomUUID()}.part`;
    try {
      await fill(partial);
      await rename(partial, path);
    } finally {
      await rm(partial, { force: true });
    }
  };

  const unlessChanged = async <Answer>(
    { key, etag }: InboxFile,
    work: (path: string) => Promise<Answer>,
  ): Promise<Answer> => {
    if ((await find(key))?.etag !== etag) throw new InboxFileChanged(`${key} has changed`);
    const answer = await work(pathOf(key));
    if ((await find(key))?.etag !== etag) throw new InboxFileChanged(`${key} has changed`);
    return answer;
  };

  return {
    find,
    read: async (file) => unlessChanged(file, async (path) => readFile(path, 'utf8')),
    list: async function* list(prefix, flat = false) {
      const entries = await readdir(pathOf(prefix), { recursive: !flat, withFileTypes: true }).catch(
        (error: unknown) => {
          if (hasCode(error, 'ENOENT')) return [];
          throw error;
        },
      );
      const keys = entries
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
        .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
      for (const key of keys.map((path) => path.replaceAll('\\', '/')).sort()) {
        const file = await find(key);
        if (file !== undefined) yield file;
      }
    },
    writeText: async (key, text) =>
      put(pathOf(key), async (partial) => writeFile(partial, text, { flush: true })),
    keep: async (file, key) =>
      unlessChanged(file, async (path) =>
        put(pathOf(key), async (partial) => copyFile(path, partial, constants.COPYFILE_FICLONE)),
      ),
    bring: async (from, key) =>
      put(pathOf(key), async (partial) => copyFile(pathOf(from), partial, constants.COPYFILE_FICLONE)),
    remove: async (keys) => {
      await Promise.all(keys.map(async (key) => rm(pathOf(key), { force: true })));
    },
  };
};

const statOf = async (path: string): Promise<Stats | undefined> => {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
};

const markOf = ({ mtimeMs, size, ino }: Stats): string => `${ino} ${mtimeMs} ${size}`;

// What was copied with its times looks old from its first byte on: then the time of its last change tells.
const isQuiet = ({ mtimeMs, ctimeMs }: Stats): boolean => {
  const age = Date.now() - Math.max(mtimeMs, ctimeMs);
  return age < 0 || age >= quietMs;
};
