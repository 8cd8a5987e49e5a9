import type { UploadType } from '../../lambdas/contract/upload.ts';

/** How many bytes from the beginning tell. */
export const tellingBytes = 12;

// A QuickTime file of before 2001 begins with any of these.
const oldQuickTime = new Set(['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']);

/** What a file is by how it begins, whatever it is called; undefined where it is nothing that is taken. */
export const mediaTypeOf = (beginning: Uint8Array): UploadType | undefined => {
  const bytes = Buffer.from(beginning);
  if (bytes.subarray(0, 8).toString('latin1') === '\u0089PNG\r\n\u001a\n') return 'image/png';
  if (bytes.subarray(0, 3).toString('latin1') === '\u00ff\u00d8\u00ff') return 'image/jpeg';
  const box = bytes.subarray(4, 8).toString('latin1');
  if (box === 'ftyp')
    return bytes.subarray(8, 12).toString('latin1') === 'qt  ' ? 'video/quicktime' : 'video/mp4';
  return oldQuickTime.has(box) ? 'video/quicktime' : undefined;
};
