import { createHash } from 'node:crypto';
import {
  nothingInVain,
  type EditRecord,
  type EditRequest,
  type InputFacts,
  type Millis,
  type NoticeType,
  type Origin,
} from './edit.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const idCharacters = 26;

/** `ed_` and 130 bits in base32. @param bytes at least 17 */
export const editIdOf = (bytes: Uint8Array): string => {
  let bits = 0n;
  for (const byte of bytes.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  bits >>= BigInt(17 * 8 - idCharacters * 5);
  let id = '';
  for (let place = 0; place < idCharacters; place += 1) {
    id = (alphabet[Number(bits & 31n)] ?? '') + id;
    bits >>= 5n;
  }
  return `ed_${id}`;
};

/** The id that an idempotency key stands for: one put on the condition of absence is the whole mechanism. */
export const editIdForKey = (stage: string, owner: string, key: string): string =>
  editIdOf(
    createHash('sha256')
      .update(JSON.stringify([stage, owner, key]))
      .digest(),
  );

export interface NewEdit {
  readonly editId: string;
  readonly owner: string;
  readonly request: EditRequest;
  readonly webhookUrl?: string | undefined;
  readonly webhookNotices?: readonly NoticeType[] | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs?: readonly InputFacts[] | undefined;
  readonly origin: Origin;
}

export const newEdit = (edit: NewEdit, now: Millis): EditRecord => ({
  ...edit,
  requestHash: hashOf(edit),
  status: 'accepted',
  sequence: 1,
  vain: nothingInVain,
  runs: 1,
  dueAt: now,
  outputs: [],
  pendingNotices: [],
  createdAt: now,
  updatedAt: now,
});

// A repeat is the same request if all that a caller may set is the same, in whatever order it was written.
const hashOf = ({ request, webhookUrl, webhookNotices, metadata }: NewEdit): string => {
  const { prompt, videoUrl, keepAudio, imageUrls, elements } = request;
  const canonical = [
    prompt,
    videoUrl,
    keepAudio,
    imageUrls,
    elements.map(({ frontalImageUrl, referenceImageUrls }) => [frontalImageUrl, referenceImageUrls]),
    webhookUrl ?? null,
    Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
    // Edits of before have no such entry, and keep their hash.
    ...(webhookNotices === undefined ? [] : [webhookNotices.toSorted()]),
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
};
