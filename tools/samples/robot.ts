import { createCanvas, gradient, hex, type Canvas, type Paint } from './canvas.ts';
import { box, ellipse, line, rounded } from './shapes.ts';

const width = 480;
const height = 600;

const teal = (top: number, bottom: number): Paint =>
  gradient('y', top, bottom, ['#7fe0cf', '#2fa8a0', '#1b6f78'].map(hex));
const shade = hex('#17525f');
const ink = hex('#123340');
const amber = hex('#ffb84d');

const drawStudio = (): Canvas => {
  const canvas = createCanvas(width, height);
  canvas.fill(box(0, 0, width, height), gradient('y', 0, height, ['#fff4df', '#ffe0b8'].map(hex)));
  canvas.fill(ellipse(width / 2, 262, 205), hex('#ffd08a'), 0.55);
  canvas.fill(ellipse(width / 2, 556, 150, 18), hex('#8a6a48'), 0.35);
  return canvas;
};

const drawAntenna = (canvas: Canvas, x: number): void => {
  canvas.fill(line([x, 112], [x, 66], 7), ink);
  canvas.fill(ellipse(x, 58, 15), amber);
  canvas.fill(ellipse(x - 4, 53, 5), hex('#fff2cf'));
};

const drawTracks = (canvas: Canvas, lefts: readonly number[], trackWidth: number): void => {
  for (const left of lefts) {
    canvas.fill(rounded(left, 462, trackWidth, 96, 30), ink);
    for (let tread = 0; tread < 5; tread += 1)
      canvas.fill(box(left + 4, 482 + tread * 13, trackWidth - 8, 4), hex('#3f6470'));
  }
};

const drawEye = (canvas: Canvas, x: number, y: number, radius: number): void => {
  canvas.fill(ellipse(x, y, radius), hex('#8ffcff'));
  canvas.fill(ellipse(x, y, radius * 0.52), ink);
  canvas.fill(ellipse(x - radius * 0.25, y - radius * 0.3, radius * 0.2), hex('#ffffff'));
};

const drawSmile = (canvas: Canvas, x: number, y: number, half: number): void => {
  for (let step = 0; step < 12; step += 1) {
    const at = (index: number) => -1 + index / 6;
    const point = (t: number) => [x + t * half, y + (1 - t * t) * half * 0.38] as const;
    canvas.fill(line(point(at(step)), point(at(step + 1.15)), 6), hex('#8ffcff'));
  }
};

const drawHeart = (canvas: Canvas, x: number, y: number): void => {
  canvas.fill(rounded(x - 46, y - 34, 92, 68, 14), shade);
  canvas.fill(ellipse(x - 18, y, 13), amber);
  canvas.fill(ellipse(x + 18, y, 13), hex('#ff6b5a'));
};

/** The robot from the front. */
export const drawRobotFront = (): Canvas => {
  const canvas = drawStudio();
  drawTracks(canvas, [124, 276], 80);
  canvas.fill(box(214, 290, 52, 40), ink);
  for (const [arm, hand] of [
    [86, 84],
    [352, 354],
  ] as const) {
    canvas.fill(rounded(arm, 338, 42, 96, 20), teal(338, 434));
    canvas.fill(ellipse(hand + 21, 448, 24), amber);
  }
  canvas.fill(rounded(136, 314, 208, 172, 40), teal(314, 486));
  drawHeart(canvas, 240, 396);
  drawAntenna(canvas, 240);
  for (const ear of [96, 356]) canvas.fill(rounded(ear, 170, 28, 66, 12), amber);
  canvas.fill(rounded(114, 104, 252, 198, 56), teal(104, 302));
  canvas.fill(rounded(142, 138, 196, 130, 36), ink);
  for (const eye of [192, 288]) drawEye(canvas, eye, 188, 26);
  drawSmile(canvas, 240, 228, 32);
  canvas.fill(rounded(150, 116, 96, 10, 5), hex('#c9fff4'), 0.8);
  return canvas;
};

/** The same robot, turned to its left: its side comes into view, its face moves and narrows. */
export const drawRobotTurned = (): Canvas => {
  const canvas = drawStudio();
  drawTracks(canvas, [266], 66);
  drawTracks(canvas, [138], 96);
  canvas.fill(box(226, 290, 46, 40), ink);
  canvas.fill(rounded(338, 340, 32, 88, 16), teal(340, 428));
  canvas.fill(ellipse(352, 440, 20), amber);
  canvas.fill(rounded(134, 314, 210, 172, 40), shade);
  canvas.fill(rounded(186, 314, 160, 172, 40), teal(314, 486));
  drawHeart(canvas, 276, 396);
  canvas.fill(rounded(132, 344, 50, 98, 24), teal(344, 442));
  canvas.fill(ellipse(158, 458, 27), amber);
  drawAntenna(canvas, 254);
  canvas.fill(rounded(112, 104, 258, 198, 56), shade);
  canvas.fill(rounded(172, 104, 204, 198, 56), teal(104, 302));
  canvas.fill(ellipse(140, 204, 18, 36), amber);
  canvas.fill(ellipse(140, 204, 9, 20), hex('#b8742a'));
  canvas.fill(rounded(206, 138, 160, 130, 34), ink);
  drawEye(canvas, 256, 188, 25);
  drawEye(canvas, 330, 188, 22);
  drawSmile(canvas, 296, 228, 27);
  canvas.fill(rounded(204, 116, 82, 10, 5), hex('#c9fff4'), 0.8);
  return canvas;
};
