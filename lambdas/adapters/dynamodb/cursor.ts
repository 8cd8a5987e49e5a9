import { createHash } from 'node:crypto';
import * as z from 'zod';
import { InvalidCursor } from '../../core/errors.ts';

export interface Position {
  readonly createdAt: number;
  readonly editId: string;
}

const cursorSchema = z.tuple([z.string(), z.int(), z.string().min(1)]);

// Not a secret: it keeps a cursor from being taken for another owner's list, where it would skip what it should not.
const ownerMark = (owner: string): string =>
  createHash('sha256').update(owner).digest('base64url').slice(0, 12);

export const toCursor = (owner: string, { createdAt, editId }: Position): string =>
  Buffer.from(JSON.stringify([ownerMark(owner), createdAt, editId])).toString('base64url');

/** @throws InvalidCursor where it was not made by `toCursor` for this owner */
export const fromCursor = (owner: string, cursor: string): Position => {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new InvalidCursor('the cursor is not one of ours', { cause });
  }
  const parsed = cursorSchema.safeParse(decoded);
  if (!parsed.success || parsed.data[0] !== ownerMark(owner)) {
    throw new InvalidCursor('the cursor is not one of ours');
  }
  return { createdAt: parsed.data[1], editId: parsed.data[2] };
};
