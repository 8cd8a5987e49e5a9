import type { Medium } from './form.ts';
import type { Look, Upload } from './looks.ts';

/** What is known of a clip or picture, as short as it can be said. */
export const factsLine = (medium: Medium, look: Look | undefined): string => {
  const bytes = medium.kind === 'file' ? medium.sizeBytes : look?.is === 'seen' ? look.sizeBytes : undefined;
  const size = bytes === undefined ? [] : [sizeWords(bytes)];
  if (look?.is !== 'seen') return size.join('');
  const { width, height, durationSeconds, framesPerSecond, extension } = look.facts;
  return [
    extension,
    `${width} × ${height}`,
    ...(durationSeconds === undefined ? [] : [`${rounded(durationSeconds)} s`]),
    ...(framesPerSecond === undefined ? [] : [`${rounded(framesPerSecond)} frames a second`]),
    ...size,
  ].join(', ');
};

/** Where it stands on its way to the server. */
export const standingLine = (medium: Medium, look: Look | undefined, upload: Upload | undefined): string => {
  if (look?.is === 'looking') return 'Being looked into …';
  const unseen = look?.is === 'unseen' ? `${look.why}: the server does when you send.` : '';
  return [medium.kind === 'address' ? '' : uploadWords(upload), unseen]
    .filter((each) => each !== '')
    .join(' ');
};

const uploadWords = (upload: Upload | undefined): string => {
  switch (upload?.is) {
    case 'uploading':
      return 'Uploading …';
    case 'done':
      return 'Uploaded.';
    case 'waiting':
      return 'Not uploaded.';
    case 'failed':
    case 'lost':
    case undefined:
      return '';
  }
};

const rounded = (value: number): number => Math.round(value * 100) / 100;

const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${Math.ceil(bytes / 100_000) / 10} MB`;
