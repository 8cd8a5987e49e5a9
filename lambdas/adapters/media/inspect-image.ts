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

const holds = (bytes: Uint8Array, mark: readonly number[]): boolean =>
  bytes.some((_byte, start) => mark.every((wanted, place) => bytes[start + place] === wanted));

// Cameras and editors put bytes of their own behind a picture, so its end mark is looked for and not demanded last.
const kinds: Readonly<Partial<Record<string, ImageKind>>> = {
  jpeg: {
    contentType: 'image/jpeg',
    extension: 'jpg',
    isWhole: (_head, tail) => holds(tail, [0xff, 0xd9]),
  },
  png: {
    contentType: 'image/png',
    extension: 'png',
    isWhole: (_head, tail) => holds(tail, [0x49, 0x45, 0x4e, 0x44]),
  },
  webp: {
    contentType: 'image/webp',
    extension: 'webp',
    isWhole: (head, _tail, sizeBytes) =>
      new DataView(head.buffer, head.byteOffset).getUint32(4, true) + 8 <= sizeBytes,
  },
};

/** What a jpg, png or webp is, in Node.js as in a browser. @throws UnusableMedia */
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
