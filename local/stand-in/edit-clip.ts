import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFfmpeg } from './ffmpeg.ts';
import { grid, lookFor } from './look.ts';

export interface ClipToEdit {
  readonly path: string;
  /** As displayed, after rotation. */
  readonly width: number;
  readonly height: number;
  readonly audioCodec: string | undefined;
}

export interface Edit {
  readonly clip: ClipToEdit;
  readonly prompt: string;
  readonly keepAudio: boolean;
  /** Paths of pictures: what the scene becomes, and who or what is in it. */
  readonly backdrops: readonly string[];
  readonly subjects: readonly string[];
}

const size = `${grid.width}:${grid.height}`;
const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
const cover = (box: string) => `scale=${box}:force_original_aspect_ratio=increase:flags=area,crop=${box}`;

/** Two frames a second are enough to judge a clip's colours by. */
const framesOf = (path: string, folder: string, signal: AbortSignal) =>
  runFfmpeg({
    args: ['-i', path, '-map', '0:V:0', '-vf', `fps=2,scale=${size}:flags=area`, '-frames:v', '24', ...raw],
    folder,
    signal,
  });

const pictureOf = (path: string, folder: string, signal: AbortSignal) =>
  runFfmpeg({ args: ['-i', path, '-frames:v', '1', '-vf', cover(size), ...raw], folder, signal });

/** Inputs of the graph: 0 the clip, 1 the light, then a mask and a picture for each backdrop. */
const graphOf = (width: number, height: number, backdrops: number): string => {
  // Painted at half size: brush strokes have no fine detail, and it takes a quarter of the time.
  const [halfWidth, halfHeight] = [Math.ceil(width / 4) * 2, Math.ceil(height / 4) * 2];
  const half = `${halfWidth}:${halfHeight}`;
  const laid = Array.from({ length: backdrops }, (_, index) => {
    const mask = 2 + index * 2;
    return [
      `[${mask}:v]scale=${half}:flags=bicubic,format=gray[mask${index}]`,
      `[${mask + 1}:v]${cover(half)},setsar=1,format=rgb24[picture${index}]`,
      `[picture${index}][mask${index}]alphamerge,format=yuva420p[veil${index}]`,
      `[scene${index}][veil${index}]overlay[scene${index + 1}]`,
    ];
  }).flat();
  return [
    '[0:V:0]split[clip][lines]',
    `[clip]scale=${half}:flags=area,smartblur=lr=2.5:ls=1:lt=18:cs=1:cr=2,setsar=1,format=yuv420p[scene0]`,
    ...laid,
    `[1:v]scale=${half}:flags=bicubic,format=yuva420p[light]`,
    `[scene${backdrops}]format=gbrp,lut3d=look.cube,scale=out_color_matrix=bt709,format=yuv420p[painted]`,
    `[painted][light]overlay,scale=${width}:${height}:flags=bicubic[lit]`,
    // Outlines of the clip itself, drawn over everything, keep its movement readable.
    `[lines]scale=${width}:${height},setsar=1,format=yuv420p,erosion=threshold1=0:threshold2=0,sobel=planes=1:scale=1.3,lutyuv=y='255-clip((val-34)*1.1\\,0\\,185)':u=128:v=128[ink]`,
    `[lit][ink]blend=c0_mode=multiply:c1_mode=normal:c1_opacity=1:c2_mode=normal:c2_opacity=1[video]`,
  ].join(';');
};

const audioArgs = ({ clip, keepAudio }: Edit): string[] => {
  if (!keepAudio || clip.audioCodec === undefined) return ['-an'];
  const codec = clip.audioCodec === 'aac' ? ['-c:a', 'copy'] : ['-c:a', 'aac', '-b:a', '160k'];
  return ['-map', '0:a:0', ...codec];
};

/** Frames keep their times exactly (`-vsync 0`, the clip's own time base), so that variable rates stay as they are. */
const encoding = [
  ...['-vsync', '0', '-enc_time_base', '-1', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23'],
  // A fixed number of threads: x264 gives the same bytes only for the same number.
  ...['-threads', '2', '-pix_fmt', 'yuv420p', '-colorspace', 'bt709', '-color_primaries', 'bt709'],
  ...['-color_trc', 'bt709', '-map_metadata', '-1', '-map_chapters', '-1', '-movflags', '+faststart'],
  ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-f', 'mp4'],
];

/** Works in a folder of its own, which goes when the edit is done. */
export const editClip = async (
  edit: Edit,
  output: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> => {
  const { clip } = edit;
  await mkdir(folder, { recursive: true });
  try {
    const pictures = async (paths: readonly string[]) => {
      const pixels: Uint8Array[] = [];
      for (const path of paths) pixels.push(await pictureOf(path, folder, signal));
      return pixels;
    };
    const look = lookFor({
      prompt: edit.prompt,
      frames: await framesOf(clip.path, folder, signal),
      backdrops: await pictures(edit.backdrops),
      subjects: await pictures(edit.subjects),
    });
    await writeFile(join(folder, 'look.cube'), look.cube);
    await writeFile(join(folder, 'light.rgba'), look.light);
    const veils = await Promise.all(
      edit.backdrops.map(async (picture, index) => {
        const mask = `mask-${index}.gray`;
        await writeFile(join(folder, mask), look.masks[index] ?? new Uint8Array());
        return [
          '-f',
          'rawvideo',
          '-pix_fmt',
          'gray',
          '-s',
          `${grid.width}x${grid.height}`,
          '-i',
          mask,
          '-i',
          picture,
        ];
      }),
    );
    const even = (side: number) => side - (side % 2);
    await runFfmpeg({
      args: [
        ...['-i', clip.path],
        ...['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${grid.width}x${grid.height}`, '-i', 'light.rgba'],
        ...veils.flat(),
        ...['-filter_complex', graphOf(even(clip.width), even(clip.height), edit.backdrops.length)],
        ...['-map', '[video]', ...audioArgs(edit), ...encoding, output],
      ],
      folder,
      signal,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
