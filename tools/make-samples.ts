import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import installed from '@ffmpeg-installer/ffmpeg';
import type { Canvas } from './samples/canvas.ts';
import { drawDesert } from './samples/desert.ts';
import { clip, createEveningDrive } from './samples/evening-drive.ts';
import { drawRobotFront, drawRobotTurned } from './samples/robot.ts';
import { composeSound, sampleRate } from './samples/sound.ts';

/** Named as on the provider's page, so that its example request works with them. */
const folder = fileURLToPath(new URL('../local/samples/', import.meta.url));

/** Gives ffmpeg raw frames, one after the other. */
const encode = async (args: readonly string[], frames: Iterable<Uint8Array>): Promise<void> => {
  const child = spawn(installed.path, ['-v', 'error', '-y', ...args], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const closed = once(child, 'close');
  for (const frame of frames) if (!child.stdin.write(frame)) await once(child.stdin, 'drain');
  child.stdin.end();
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg ended with ${String(code)}`);
};

const rawVideo = (width: number, height: number, framesPerSecond: number) => [
  ...[
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${width}x${height}`,
    '-r',
    String(framesPerSecond),
    '-i',
    '-',
  ],
];

const writePicture = (canvas: Canvas, name: string, options: readonly string[]): Promise<void> =>
  encode(
    [...rawVideo(canvas.width, canvas.height, 1), ...options, '-frames:v', '1', join(folder, name)],
    [Buffer.from(canvas.pixels)],
  );

function* framesOfDrive(): Generator<Uint8Array> {
  const draw = createEveningDrive();
  for (let frame = 0; frame < clip.seconds * clip.framesPerSecond; frame += 1)
    yield Buffer.from(draw(frame).pixels);
}

const writeClip = async (name: string): Promise<void> => {
  const work = await mkdtemp(join(tmpdir(), 'samples-'));
  try {
    const sound = join(work, 'sound.pcm');
    await writeFile(sound, composeSound(clip.seconds));
    await encode(
      [
        ...rawVideo(clip.width, clip.height, clip.framesPerSecond),
        ...['-f', 's16le', '-ar', String(sampleRate), '-ac', '2', '-i', sound],
        ...[
          '-vf',
          'scale=out_color_matrix=bt709',
          '-c:v',
          'libx264',
          '-preset',
          'slow',
          '-crf',
          '23',
          '-threads',
          '2',
        ],
        ...[
          '-pix_fmt',
          'yuv420p',
          '-colorspace',
          'bt709',
          '-color_primaries',
          'bt709',
          '-color_trc',
          'bt709',
        ],
        ...[
          '-c:a',
          'aac',
          '-b:a',
          '96k',
          '-movflags',
          '+faststart',
          '-fflags',
          '+bitexact',
          '-flags',
          '+bitexact',
        ],
        join(folder, name),
      ],
      framesOfDrive(),
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

await mkdir(folder, { recursive: true });
await writeClip('input-1-1.mp4');
await writePicture(drawRobotFront(), 'input-1-2.png', ['-compression_level', '100', '-pred', 'mixed']);
await writePicture(drawRobotTurned(), 'input-1-3.jpeg', ['-q:v', '3']);
await writePicture(drawDesert(), 'input-1-4.png', ['-compression_level', '100', '-pred', 'mixed']);
for (const name of ['input-1-1.mp4', 'input-1-2.png', 'input-1-3.jpeg', 'input-1-4.png'])
  process.stdout.write(`${name}  ${Math.ceil((await stat(join(folder, name))).size / 1000)} kB\n`);
