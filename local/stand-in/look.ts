import { createHash } from 'node:crypto';
import { mix, toLab, toRgb, type Lab, type Rgb } from './colour.ts';
import { coloursOf, moodOf, paletteOf, type Palette } from './palette.ts';

/** Small frames are judged on a grid of this many RGB pixels. */
export const grid = { width: 64, height: 36 } as const;
const cells = grid.width * grid.height;

/** Far above what a viewer needs to see a difference (10), because painting and encoding soften it. */
const wantedDifference = 26;

export interface LookProps {
  readonly prompt: string;
  /** Pictures as grids of RGB: backdrops are laid behind the clip, subjects lend it their colours. */
  readonly backdrops: readonly Uint8Array[];
  readonly subjects: readonly Uint8Array[];
  /** Some frames of the clip, each a grid of RGB, one after the other. */
  readonly frames: Uint8Array;
}

export interface Look {
  /** A colour table in the .cube format. */
  readonly cube: string;
  /** For each backdrop how much of it shows where: a grid of grey. */
  readonly masks: readonly Uint8Array[];
  /** The light that falls across the frame: a grid of RGBA. */
  readonly light: Uint8Array;
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));
const smooth = (value: number) => {
  const t = clamp(value);
  return t * t * (3 - 2 * t);
};

/** A tone in flat steps with soft edges, as gouache has them. */
const stepped = (tone: number, steps: number) => {
  const scaled = tone * steps;
  const whole = Math.floor(scaled);
  return (whole + smooth((scaled - whole - 0.3) / 0.4)) / steps;
};

const along = (palette: Palette, tone: number): Lab => {
  const at = clamp(tone) * 3;
  const index = Math.min(2, Math.floor(at)) as 0 | 1 | 2;
  return mix(palette[index], palette[(index + 1) as 1 | 2 | 3], at - index);
};

interface Tones {
  readonly darkest: number;
  readonly lightest: number;
}

/** Where the clip's tones lie, so that a pale or a dim clip still uses the whole palette. */
const tonesOf = (frames: Uint8Array): Tones => {
  const tones: number[] = [];
  for (let i = 0; i + 2 < frames.length; i += 3)
    tones.push(toLab([(frames[i] ?? 0) / 255, (frames[i + 1] ?? 0) / 255, (frames[i + 2] ?? 0) / 255])[0]);
  tones.sort((one, other) => one - other);
  const at = (share: number) => tones[Math.floor(share * (tones.length - 1))] ?? share;
  const [low, high] = [at(0.02), at(0.98)];
  return { darkest: Math.min(low, 0.5) * 0.85, lightest: Math.max(high, low + 0.45, 0.6) };
};

const grade =
  (palette: Palette, { darkest, lightest }: Tones, steps: number) =>
  (colour: Rgb): Rgb => {
    const [l, a, b] = toLab(colour);
    const tone = smooth(clamp((l - darkest) / (lightest - darkest)) * 0.9 + 0.05);
    const [light, pa, pb] = along(palette, stepped(tone, steps) * 0.6 + tone * 0.4);
    // A trace of the clip's own colour keeps a red car and a green field of the same tone apart.
    return toRgb([light, pa + a * 0.45, pb + b * 0.45]);
  };

/** Several backdrops share the frame from left to right; the ground, where subjects move, keeps the least. */
const maskOf = (index: number, count: number): Uint8Array =>
  Uint8Array.from({ length: cells }, (_, cell) => {
    const x = ((cell % grid.width) + 0.5) / grid.width;
    const y = (Math.floor(cell / grid.width) + 0.5) / grid.height;
    const left = index === 0 ? 1 : smooth((x - index / count) * 4 + 0.5);
    const right = index === count - 1 ? 1 : smooth(((index + 1) / count - x) * 4 + 0.5);
    return 255 * left * right * (0.22 + 0.4 * smooth((0.8 - y) / 0.7));
  });

const lightOf = (palette: Palette, hash: Uint8Array): Uint8Array => {
  const angle = ((hash[4] ?? 0) / 256) * 2 * Math.PI;
  const [centreX, centreY] = [0.5 + 0.62 * Math.cos(angle), 0.5 + 0.55 * Math.sin(angle)];
  const glow = toRgb(mix(palette[2], palette[3], 0.6));
  const shade = toRgb(mix(palette[0], [0, 0, 0], 0.35));
  const light = new Uint8Array(cells * 4);
  for (let cell = 0; cell < cells; cell += 1) {
    const x = ((cell % grid.width) + 0.5) / grid.width;
    const y = (Math.floor(cell / grid.width) + 0.5) / grid.height;
    const bright = 0.42 * smooth(1 - Math.hypot(x - centreX, y - centreY) / 0.9);
    const dim = 0.5 * smooth((Math.hypot(x - 0.5, y - 0.5) - 0.38) / 0.45);
    const alpha = bright + dim * (1 - bright);
    const share = alpha === 0 ? 0 : bright / alpha;
    const colour = [0, 1, 2].map(
      (channel) => 255 * ((glow[channel] ?? 0) * share + (shade[channel] ?? 0) * (1 - share)),
    );
    light.set([...colour, alpha * 255], cell * 4);
  }
  return light;
};

interface Graded {
  readonly grade: (colour: Rgb) => Rgb;
  readonly masks: readonly Uint8Array[];
  readonly light: Uint8Array;
}

/** What the finished frames will differ by from the clip, out of 255. */
const differenceOf = ({ grade, masks, light }: Graded, { frames, backdrops }: LookProps): number => {
  let sum = 0;
  let count = 0;
  // Every third pixel of the grid, in a step that visits all columns.
  for (let pixel = 0; pixel * 3 + 2 < frames.length; pixel += 7) {
    const cell = pixel % cells;
    const seen = [0, 1, 2].map((channel) => frames[pixel * 3 + channel] ?? 0);
    const laid = seen.map((value, channel) =>
      backdrops.reduce((below, picture, index) => {
        const share = (masks[index]?.[cell] ?? 0) / 255;
        return below + ((picture[cell * 3 + channel] ?? 0) - below) * share;
      }, value),
    );
    const colour = grade([(laid[0] ?? 0) / 255, (laid[1] ?? 0) / 255, (laid[2] ?? 0) / 255]);
    const alpha = (light[cell * 4 + 3] ?? 0) / 255;
    for (const channel of [0, 1, 2] as const) {
      const lit = colour[channel] * 255 + ((light[cell * 4 + channel] ?? 0) - colour[channel] * 255) * alpha;
      sum += Math.abs(lit - (seen[channel] ?? 0));
      count += 1;
    }
  }
  return count === 0 ? wantedDifference : sum / count;
};

const cubeSize = 33;

const cubeOf = (grade: (colour: Rgb) => Rgb): string => {
  const lines = [`LUT_3D_SIZE ${cubeSize}`];
  const at = (step: number) => step / (cubeSize - 1);
  for (let blue = 0; blue < cubeSize; blue += 1)
    for (let green = 0; green < cubeSize; green += 1)
      for (let red = 0; red < cubeSize; red += 1)
        lines.push(
          grade([at(red), at(green), at(blue)])
            .map((v) => v.toFixed(5))
            .join(' '),
        );
  return `${lines.join('\n')}\n`;
};

/**
 * The same clip, prompt and pictures give the same look. No single look differs from every possible clip (one may
 * already have its colours), so hues are turned on until this clip is visibly changed.
 */
export const lookFor = (props: LookProps): Look => {
  const hash = createHash('sha256').update(props.prompt).digest();
  const backdrops = props.backdrops.map(coloursOf);
  const subjects = props.subjects.map(coloursOf);
  const tones = tonesOf(props.frames);
  const masks = props.backdrops.map((_, index) => maskOf(index, props.backdrops.length));
  const mood = moodOf(props.prompt, hash);
  const wish = ((hash[5] ?? 0) / 127.5 - 1) * mood.playDegrees;
  let best: (Graded & { difference: number }) | undefined;
  for (const turn of [0, 40, -40, 80, -80, 120, -120, 180]) {
    const palette = paletteOf({ mood, backdrops, subjects, turnDegrees: wish + turn });
    const graded = {
      grade: grade(palette, tones, 5 + ((hash[6] ?? 0) % 3)),
      masks,
      light: lightOf(palette, hash),
    };
    const difference = differenceOf(graded, props);
    if (best === undefined || difference > best.difference) best = { ...graded, difference };
    if (difference >= wantedDifference) break;
  }
  const chosen = best as Graded;
  return { cube: cubeOf(chosen.grade), masks, light: chosen.light };
};
