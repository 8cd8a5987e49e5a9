import * as z from 'zod';
import { faultsOf } from '../contract/faults.ts';
import { takeSchema } from '../contract/inbox.ts';
import { limits } from '../contract/limits.ts';
import { folderOf, type InboxFile, type InboxPlaces } from '../core/inbox.ts';
import { withAbsoluteUrls } from '../core/manifest.ts';
import type { Inbox, Rejection } from '../core/ports.ts';

/** What a manifest or preset asks for, its keys made addresses; whether that is valid is for the contract to say. */
export interface Asked {
  readonly take: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Refused {
  readonly message: string;
  readonly errors: Rejection['errors'];
}

const bodySchema = z.looseObject(
  { take: takeSchema },
  { error: 'must be an object, as the body of POST /v1/edits is' },
);

/** @throws InboxFileChanged */
export const readAsked = async (
  file: InboxFile,
  { inbox, places }: { readonly inbox: Inbox; readonly places: InboxPlaces },
): Promise<Asked | Refused> => {
  const { max } = limits.bodyBytes;
  if (file.sizeBytes > max) {
    return refused(file, `may have at most ${max} bytes, and has ${file.sizeBytes}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(await inbox.read(file));
  } catch (error) {
    if (error instanceof SyntaxError) return refused(file, `is not JSON: ${error.message}`);
    throw error;
  }
  const parsed = bodySchema.safeParse(withAbsoluteUrls(content, folderOf(file.key), places));
  if (!parsed.success) return { message: `${file.key} is not valid`, errors: faultsOf(parsed.error) };
  const { take, ...body } = parsed.data;
  return { take, body };
};

const refused = ({ key }: InboxFile, why: string): Refused => ({
  message: `${key} ${why}`,
  errors: [],
});
