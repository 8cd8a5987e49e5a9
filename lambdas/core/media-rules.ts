import { sourceOf, type LimitName, type Limits } from '../contract/limits.ts';
import type { MediaFacts } from './ports.ts';

export type InputKind = 'video' | 'image';

export interface SizedMedia extends MediaFacts {
  readonly sizeBytes: number;
}

/** What a file of this size has wrong before it is looked into. */
export const sizeFault = (kind: InputKind, sizeBytes: number, limits: Limits): string | undefined => {
  const name = kind === 'video' ? 'clipBytes' : 'pictureBytes';
  return sizeBytes <= limits[name].max
    ? undefined
    : refusal(name, `has ${megabytes(sizeBytes)}`, `may have at most ${megabytes(limits[name].max)}`);
};

/** Everything about it that the provider would not take, each with the limit, its source and the value found. */
export const mediaFaults = (kind: InputKind, media: SizedMedia, limits: Limits): readonly string[] =>
  (kind === 'video' ? clipFaults(media, limits) : pictureFaults(media, limits)).filter(
    (fault) => fault !== undefined,
  );

const clipFaults = (clip: SizedMedia, limits: Limits): readonly (string | undefined)[] => {
  const { width, height, durationSeconds = 0, framesPerSecond = 0 } = clip;
  const { clipSeconds: length, clipSidePixels: side, clipFramesPerSecond: rate } = limits;
  // To the hundredth: 3 s of pictures may last 2.999 s by a container's clock.
  const seconds = Math.round(durationSeconds * 100) / 100;
  // Film's 24000/1001 pictures a second are called 24.
  const called = Math.round(framesPerSecond);
  return [
    formatFault('clipFormats', clip, limits),
    within(length, seconds)
      ? undefined
      : refusal('clipSeconds', `lasts ${seconds} s`, `must last ${length.min} to ${length.max} s`),
    within(side, width) && within(side, height)
      ? undefined
      : refusal(
          'clipSidePixels',
          `is ${width} × ${height}`,
          `each side must have ${side.min} to ${side.max} pixels, as it is shown`,
        ),
    within(rate, called)
      ? undefined
      : refusal(
          'clipFramesPerSecond',
          `has ${Math.round(framesPerSecond * 100) / 100} frames a second`,
          `must have ${rate.min} to ${rate.max}`,
        ),
  ];
};

const pictureFaults = (picture: SizedMedia, limits: Limits): readonly (string | undefined)[] => {
  const { width, height } = picture;
  const { pictureSidePixels: side, pictureAspect: aspect } = limits;
  const ratio = width / height;
  return [
    formatFault('pictureFormats', picture, limits),
    width >= side.min && height >= side.min
      ? undefined
      : refusal(
          'pictureSidePixels',
          `is ${width} × ${height}`,
          `each side must have at least ${side.min} pixels`,
        ),
    within(aspect, ratio)
      ? undefined
      : refusal(
          'pictureAspect',
          `is ${width} × ${height}, ${ratio.toFixed(2)} times as wide as high`,
          `must be ${aspect.min} to ${aspect.max} times`,
        ),
  ];
};

const formatFault = (
  name: 'clipFormats' | 'pictureFormats',
  { extension }: MediaFacts,
  { [name]: { oneOf } }: Limits,
): string | undefined =>
  oneOf.includes(extension)
    ? undefined
    : refusal(name, `is a ${extension}`, `must be a ${oneOf.join(' or a ')}`);

const within = ({ min, max }: { readonly min: number; readonly max: number }, value: number): boolean =>
  value >= min && value <= max;

const refusal = (name: LimitName, found: string, wanted: string): string =>
  `${found}, and ${wanted} (${sourceOf(name)})`;

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 10_000) / 100} MB`;
