import { imageDimensionsFromData } from 'image-dimensions';
import { UnusableMedia } from '../../core/errors.ts';
import type { MediaFacts, MediaReader } from '../../core/ports.ts';

interface ImageKind {
  readonly contentType: string;
  readonly extension: string;
  /** Whether the file can be whole, by its beginning and its end. */
  readonly isWhole: (head: Uint8Array, tail: Uint8Array, sizeBytes: number) => boolean;
}

const headBytes = 262_144;
const tailBytes = 65_536;

// Cameras and editors put bytes of their own behind a picture, so its end mark is looked for and not demanded last.
const kinds: Readonly<Partial<Record<string, ImageKind>>> = {
  jpeg: {
    contentType: 'image/jpeg',
    extension: 'jpg',
    isWhole: (_head, tail) => Buffer.from(tail).includes(Buffer.from([0xff, 0xd9])),
  },
  png: {
    contentType: 'image/png',
    extension: 'png',
    isWhole: (_head, tail) => Buffer.from(tail).includes('IEND', 0, 'latin1'),
  },
  webp: {
    contentType: 'image/webp',
    extension: 'webp',
    isWhole: (head, _tail, sizeBytes) => Buffer.from(head).readUInt32LE(4) + 8 <= sizeBytes,
  },
};

/** What a jpg, png or webp is. @throws UnusableMedia */
export const inspectImage = async (media: MediaReader): Promise<MediaFacts> => {
  const { sizeBytes } = media;
  const head = await media.read(0, Math.min(headBytes, sizeBytes));
  const found = imageDimensionsFromData(head);
  const kind = found && kinds[found.type];
  if (!kind) throw new UnusableMedia('It is no jpg, png or webp');
  const { width, height } = found;
  if (!(width > 0 && height > 0)) throw new UnusableMedia('It has no size');
  const tail = await media.read(Math.max(0, sizeBytes - tailBytes), sizeBytes);
  if (!kind.isWhole(head, tail, sizeBytes)) throw new UnusableMedia('It is cut off');
  const { contentType, extension } = kind;
  return { contentType, extension, width, height };
};
