import { open } from 'node:fs/promises';
import { imageDimensionsFromData } from 'image-dimensions';
import { FilePathSource, Input, MP4, QTFF } from 'mediabunny';
import { InputRefused } from './input-refused.ts';

export interface ClipFacts {
  readonly seconds: number;
  /** As displayed, after rotation. */
  readonly width: number;
  readonly height: number;
  readonly audioCodec: string | undefined;
}

const inspect = async (input: Input): Promise<ClipFacts & { framesPerSecond: number }> => {
  const video = await input.getPrimaryVideoTrack();
  if (video === null) throw new InputRefused('holds no video');
  const stats = await video.computePacketStats();
  const audio = await input.getPrimaryAudioTrack();
  return {
    seconds: Number(
      ((await video.computeDuration()) - Math.max(0, await video.getFirstTimestamp())).toFixed(3),
    ),
    width: await video.getDisplayWidth(),
    height: await video.getDisplayHeight(),
    framesPerSecond: stats.averagePacketRate,
    audioCodec: audio === null ? undefined : ((await audio.getCodec()) ?? 'unknown'),
  };
};

export const checkClip = async (path: string): Promise<ClipFacts> => {
  using input = new Input({ source: new FilePathSource(path), formats: [MP4, QTFF] });
  const { framesPerSecond, ...facts } = await inspect(input).catch((error: unknown) => {
    throw error instanceof InputRefused ? error : new InputRefused('is not a readable .mp4 or .mov file');
  });
  const { seconds, width, height } = facts;
  if (seconds < 3 || seconds > 10.05)
    throw new InputRefused(`is ${seconds.toFixed(2)} s long; it must be 3 to 10 s`);
  if (Math.min(width, height) < 720 || Math.max(width, height) > 2160)
    throw new InputRefused(`is ${width}x${height}; each side must be 720 to 2160 pixels`);
  // Rounded, so that film's 24000/1001 counts as the 24 it is called.
  if (Math.round(framesPerSecond) < 24 || Math.round(framesPerSecond) > 60)
    throw new InputRefused(`has ${framesPerSecond.toFixed(2)} frames a second; it must have 24 to 60`);
  return facts;
};

const readHead = async (path: string, bytes: number): Promise<Uint8Array> => {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
};

export const checkPicture = async (path: string): Promise<void> => {
  const found = imageDimensionsFromData(await readHead(path, 262_144));
  if (found === undefined || (found.type !== 'png' && found.type !== 'jpeg'))
    throw new InputRefused('is not a png or jpeg picture');
  const { width, height } = found;
  if (Math.min(width, height) < 300)
    throw new InputRefused(`is ${width}x${height}; each side must be at least 300 pixels`);
  const aspect = width / height;
  if (aspect < 0.4 || aspect > 2.5)
    throw new InputRefused(`has an aspect ratio of ${aspect.toFixed(2)}; it must be 0.40 to 2.50`);
};
