import { blend, createCanvas, gradient, hex, type Canvas, type Colour } from './canvas.ts';
import { box, ellipse, ground, rounded, scattered } from './shapes.ts';

const width = 960;
const height = 540;

const drawCactus = (canvas: Canvas, x: number, foot: number, size: number, colour: Colour): void => {
  canvas.fill(rounded(x - size * 0.09, foot - size, size * 0.18, size * 1.03, size * 0.085), colour);
  for (const [side, up] of [
    [-1, 0.42],
    [1, 0.56],
  ] as const) {
    const outer = x + side * size * 0.27;
    canvas.fill(rounded(Math.min(x, outer), foot - size * up, size * 0.27, size * 0.13, size * 0.06), colour);
    canvas.fill(
      rounded(outer - size * 0.065, foot - size * (up + 0.28), size * 0.13, size * 0.4, size * 0.06),
      colour,
    );
  }
};

const drawMesa = (
  canvas: Canvas,
  left: number,
  right: number,
  top: number,
  colours: readonly Colour[],
): void => {
  canvas.fill(
    [
      [left - 46, 372],
      [left - 8, top + 44],
      [left, top],
      [right, top],
      [right + 12, top + 52],
      [right + 60, 372],
    ],
    gradient('y', top, 372, colours),
  );
};

/** A desert at dusk, without anybody in it. */
export const drawDesert = (): Canvas => {
  const canvas = createCanvas(width, height);
  canvas.fill(
    box(0, 0, width, height),
    gradient('y', 0, 372, ['#0f4c6b', '#2f8f9d', '#f3c98b', '#ff9d5c'].map(hex)),
  );
  for (let star = 0; star < 24; star += 1)
    canvas.fill(ellipse(scattered(star, 21) * width, scattered(star, 22) * 110, 1.2), hex('#e9fbff'), 0.7);
  canvas.fill(ellipse(300, 300, 150), hex('#ffe9b0'), 0.22);
  canvas.fill(ellipse(300, 300, 92), hex('#ffe9b0'), 0.35);
  canvas.fill(ellipse(300, 300, 58), hex('#fff6d8'));
  drawMesa(canvas, 560, 690, 226, ['#c8674f', '#e58f5f'].map(hex));
  drawMesa(canvas, 742, 860, 178, ['#a34a4a', '#d9784f'].map(hex));
  drawMesa(canvas, 90, 150, 262, ['#d0735a', '#eb9c68'].map(hex));
  const dune = (base: number, rise: number, stretch: number, seed: number) => (x: number) =>
    base - rise * Math.sin(x / stretch + seed) - rise * 0.4 * Math.sin(x / (stretch * 0.37) + seed * 3);
  for (const [base, rise, stretch, seed, top, bottom] of [
    [366, 12, 190, 0.6, '#f0a562', '#d97f4c'],
    [412, 22, 230, 2.4, '#d97f4c', '#b55a3f'],
    [472, 26, 270, 4.6, '#a14a3c', '#6d2f38'],
  ] as const)
    canvas.fill(
      ground(width, height, dune(base, rise, stretch, seed)),
      gradient('y', base - rise, base + 90, [hex(top), hex(bottom)]),
    );
  drawCactus(canvas, 210, 430, 120, hex('#2c4a44'));
  drawCactus(canvas, 470, 400, 56, blend(hex('#2c4a44'), hex('#d97f4c'), 0.3));
  drawCactus(canvas, 800, 500, 190, hex('#1d3336'));
  return canvas;
};
