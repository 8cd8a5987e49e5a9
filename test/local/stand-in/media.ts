import { execFileSync } from 'node:child_process';
import installed from '@ffmpeg-installer/ffmpeg';
import { FilePathSource, Input, MP4, QTFF } from 'mediabunny';

export const ffmpeg = (...args: readonly string[]): Buffer =>
  execFileSync(installed.path, ['-v', 'error', '-nostdin', '-y', ...args], { maxBuffer: 1e8 });

const quick = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

export const makeClip = (path: string, source: string, ...options: readonly string[]): string => {
  ffmpeg('-f', 'lavfi', '-i', source, ...quick, ...options, path);
  return path;
};

export const makeClipWithSound = (path: string, source: string, seconds: number): string => {
  ffmpeg(
    '-f',
    'lavfi',
    '-i',
    source,
    '-f',
    'lavfi',
    '-i',
    `sine=d=${seconds}`,
    ...quick,
    '-c:a',
    'aac',
    path,
  );
  return path;
};

export const makePicture = (path: string, source: string): string => {
  ffmpeg('-f', 'lavfi', '-i', source, '-frames:v', '1', path);
  return path;
};

/** Small RGB frames, two a second. */
export const pixelsOf = (path: string): Buffer =>
  ffmpeg('-i', path, '-vf', 'fps=2,scale=64:36:flags=area', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-');

/** Mean absolute difference of two videos' pixels, out of 255. */
export const differenceOf = (one: Buffer, other: Buffer): number => {
  const length = Math.min(one.length, other.length);
  if (length === 0) throw new Error('no pixels to compare');
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += Math.abs((one[i] ?? 0) - (other[i] ?? 0));
  return sum / length;
};

export const factsOf = async (path: string) => {
  const input = new Input({ source: new FilePathSource(path), formats: [MP4, QTFF] });
  try {
    const video = await input.getPrimaryVideoTrack();
    if (video === null) throw new Error(`${path} holds no video`);
    const stats = await video.computePacketStats();
    const audio = await input.getPrimaryAudioTrack();
    return {
      codec: await video.getCodec(),
      width: await video.getDisplayWidth(),
      height: await video.getDisplayHeight(),
      rotation: await video.getRotation(),
      frames: stats.packetCount,
      framesPerSecond: Number(stats.averagePacketRate.toFixed(3)),
      seconds: (await video.computeDuration()) - (await video.getFirstTimestamp()),
      sound: audio === null ? undefined : await audio.getCodec(),
    };
  } finally {
    input.dispose();
  }
};
