import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InboxFileChanged } from '../../lambdas/core/errors.ts';
import type { InboxFile } from '../../lambdas/core/inbox.ts';
import type { Inbox } from '../../lambdas/core/ports.ts';

export interface OpenedInbox {
  readonly inbox: Inbox;
  /** Drops a file, as a person would. */
  readonly drop: (key: string, text: string) => Promise<void>;
  /** What lies under a key of the stage's bucket; undefined where nothing does. */
  readonly kept: (key: string) => Promise<string | undefined>;
  /** Puts an object into the stage's bucket. */
  readonly store: (key: string, text: string) => Promise<void>;
  readonly close?: () => Promise<void>;
}

let number = 0;

/** What the behaviours count on, wherever the inbox is. */
export const inboxSuite = (name: string, open: () => Promise<OpenedInbox>): void => {
  describe(`the inbox ${name}`, () => {
    let opened: OpenedInbox;
    let folder: string;
    beforeAll(async () => {
      opened = await open();
      number += 1;
      folder = `inbox/suite-${number}/`;
    });
    afterAll(async () => opened.close?.());

    const dropped = async (key: string, text: string): Promise<InboxFile> => {
      await opened.drop(key, text);
      const file = await opened.inbox.find(key);
      if (file === undefined) throw new Error(`${key} is not there`);
      return file;
    };
    const all = async (files: AsyncIterable<InboxFile>): Promise<InboxFile[]> => {
      const found: InboxFile[] = [];
      for await (const file of files) found.push(file);
      return found;
    };

    it.each(['clip.mp4', 'a+b%20 ü.mp4', "it's (1) & more!.mp4", 'ä/ö/ü.mp4', '%2B.mp4'])(
      'fault 59: finds and reads what was dropped under %s',
      async (key) => {
        const file = await dropped(`${folder}odd/${key}`, 'content');
        expect(file).toMatchObject({ key: `${folder}odd/${key}`, sizeBytes: 7 });
        expect(Math.abs(file.modifiedAt - Date.now())).toBeLessThan(60_000);
        expect(await opened.inbox.read(file)).toBe('content');
      },
    );

    it('finds nothing where nothing is, beside what begins alike', async () => {
      await dropped(`${folder}alike.mp4.txt`, 'x');
      expect(await opened.inbox.find(`${folder}alike.mp4`)).toBeUndefined();
      expect(await opened.inbox.find(`${folder}nothing.mp4`)).toBeUndefined();
    });

    it('fault 58: tells the same content by the same ETag, and other content by another', async () => {
      const one = await dropped(`${folder}same.mp4`, 'content');
      const again = await dropped(`${folder}same.mp4`, 'content');
      const other = await dropped(`${folder}same.mp4`, 'another');
      expect(again.etag).toBe(one.etag);
      expect(other.etag).not.toBe(one.etag);
      expect(one.etag).not.toContain('"');
    });

    it('lists what lies in a folder, and below it, in the order of keys', async () => {
      for (const key of ['b.mp4', 'a.mp4', 'below/c.mp4']) await dropped(`${folder}list/${key}`, key);
      const keys = async (flat: boolean) =>
        (await all(opened.inbox.list(`${folder}list/`, flat))).map(({ key }) =>
          key.slice(`${folder}list/`.length),
        );
      expect(await keys(true)).toEqual(['a.mp4', 'b.mp4']);
      expect(await keys(false)).toEqual(['a.mp4', 'b.mp4', 'below/c.mp4']);
      expect(await all(opened.inbox.list(`${folder}none/`))).toEqual([]);
    });

    it('fault 58: neither reads nor keeps what is no longer what was found', async () => {
      const before = await dropped(`${folder}changing.mp4`, 'before');
      await dropped(`${folder}changing.mp4`, 'after!');
      await expect(opened.inbox.read(before)).rejects.toThrow(InboxFileChanged);
      await expect(opened.inbox.keep(before, 'uploads/suite/changing.mp4')).rejects.toThrow(InboxFileChanged);
      expect(await opened.kept('uploads/suite/changing.mp4')).toBeUndefined();
      const gone = { ...before, key: `${folder}gone.mp4` };
      await expect(opened.inbox.read(gone)).rejects.toThrow(InboxFileChanged);
    });

    it('keeps a content for its edit, and brings results', async () => {
      const file = await dropped(`${folder}a+b ü.mp4`, 'content');
      await opened.inbox.keep(file, 'uploads/suite/1.mp4');
      expect(await opened.kept('uploads/suite/1.mp4')).toBe('content');
      await opened.store('edits/suite/output.mp4', 'a video');
      const out = folder.replace('inbox/', 'outbox/');
      await opened.inbox.bring('edits/suite/output.mp4', `${out}a+b ü.mp4`, 'video/mp4');
      await opened.inbox.writeText(`${out}a+b ü.mp4.edit.json`, '{}');
      const found = await all(opened.inbox.list(out));
      expect(found.map(({ sizeBytes }) => sizeBytes)).toEqual([7, 2]);
      await opened.inbox.remove(found.map(({ key }) => key).concat(`${out}nothing`));
      expect(await all(opened.inbox.list(out))).toEqual([]);
    });
  });
};
