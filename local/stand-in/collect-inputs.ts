import { checkClip, checkPicture, type ClipFacts } from './check-media.ts';
import type { Download, DownloadLimits, Downloads } from './downloads.ts';
import type { EditInput } from './edit-input.ts';
import { InputRefused } from './input-refused.ts';

const clipLimits: DownloadLimits = { seconds: 30, bytes: 200_000_000 };
const pictureLimits: DownloadLimits = { seconds: 20, bytes: 10_000_000 };

export interface Picture extends Download {
  /** An image is what the scene becomes; the others show an element. */
  readonly role: 'image' | 'frontal' | 'reference';
}

export interface Inputs {
  readonly clip: Download & ClipFacts;
  readonly pictures: readonly Picture[];
}

const naming = async <T>(field: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw error instanceof InputRefused ? new InputRefused(`${field} ${error.message}`) : error;
  }
};

/** Remembers what a file was found to be, as hundreds of jobs may ask about the same bytes. */
const onceAFile = <T>(check: (path: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>();
  return ({ path, sha256 }: Download): Promise<T> => {
    const before = known.get(sha256);
    if (before !== undefined) return before;
    const checked = check(path);
    known.set(sha256, checked);
    return checked;
  };
};

const picturesOf = (input: EditInput) => [
  ...input.image_urls.map((url, index) => ({ role: 'image' as const, url, field: `image_urls[${index}]` })),
  ...input.elements.flatMap(({ frontal_image_url, reference_image_urls }, index) => [
    { role: 'frontal' as const, url: frontal_image_url, field: `elements[${index}].frontal_image_url` },
    ...reference_image_urls.map((url, place) => ({
      role: 'reference' as const,
      url,
      field: `elements[${index}].reference_image_urls[${place}]`,
    })),
  ]),
];

export const createCollector = (downloads: Downloads) => {
  const clipFacts = onceAFile(checkClip);
  const pictureFacts = onceAFile(checkPicture);
  return async (input: EditInput): Promise<Inputs> => {
    const [clip, ...pictures] = await Promise.all([
      naming('video_url', async () => {
        const file = await downloads.get(input.video_url, clipLimits);
        return { ...file, ...(await clipFacts(file)) };
      }),
      ...picturesOf(input).map(({ role, url, field }) =>
        naming(field, async (): Promise<Picture> => {
          const file = await downloads.get(url, pictureLimits);
          await pictureFacts(file);
          return { ...file, role };
        }),
      ),
    ]);
    return { clip, pictures };
  };
};
