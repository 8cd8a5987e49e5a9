import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { writeDurably } from './write-durably.ts';

const entrySchema = z.object({
  version: z.literal(1),
  api: z.string(),
  key: z.string(),
  /** Which edit the key stands for: where somebody chose the key, it says nothing of itself. */
  edit: z.string(),
  /** By the SHA-256 of the file: where it was uploaded to. */
  uploads: z.record(z.string(), z.object({ url: z.string(), at: z.iso.datetime() })),
  edit_id: z.string().optional(),
  first_sent_at: z.iso.datetime().optional(),
});

/** What is known of one edit that this machine asked for. */
export type JournalEntry = z.output<typeof entrySchema>;

/**
 * What the command line has sent, one file for each key. Losing it costs uploads made again, never a second edit: the
 * API knows the key, too.
 */
export interface Journal {
  read(api: string, key: string): Promise<JournalEntry | undefined>;
  /** On the disk when it answers. @throws CliError where it cannot be written */
  write(entry: JournalEntry): Promise<void>;
}

export const openJournal = (folder: string): Journal => {
  const pathOf = (api: string, key: string): string =>
    join(
      folder,
      'edits',
      `${createHash('sha256')
        .update(JSON.stringify([api, key]))
        .digest('hex')}.json`,
    );
  return {
    read: async (api, key) => {
      const path = pathOf(api, key);
      const text = await readFile(path, 'utf8').catch((cause: unknown) => {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw unusable(folder, cause);
      });
      return text === undefined ? undefined : parse(text);
    },
    write: async (entry) => {
      try {
        await mkdir(join(folder, 'edits'), { recursive: true, mode: 0o700 });
        const text = `${JSON.stringify(entry, undefined, 2)}\n`;
        await writeDurably(pathOf(entry.api, entry.key), text, 0o600);
      } catch (cause) {
        throw unusable(folder, cause);
      }
    },
  };
};

// One that somebody spoilt is as good as lost.
const parse = (text: string): JournalEntry | undefined => {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const unusable = (folder: string, cause: unknown): CliError =>
  new CliError(
    'unexpected',
    `What was sent cannot be kept in ${folder}: ${cause instanceof Error ? cause.message : String(cause)}`,
    { code: 'state_folder', next: 'Choose another folder with RESHOOT_STATE.', cause },
  );
