import { gradient, hex, type Canvas, type Path } from './canvas.ts';
import { box, ellipse, line, moved, rounded } from './shapes.ts';

export interface CarProps {
  /** Middle of the car, on the road. */
  readonly x: number;
  readonly y: number;
  /** Turns the wheels. */
  readonly travelled: number;
  readonly seconds: number;
}

const body: Path = [
  [-132, -38],
  [-130, -66],
  [-112, -80],
  [-82, -86],
  [-58, -128],
  [-40, -138],
  [30, -138],
  [48, -130],
  [78, -88],
  [112, -80],
  [130, -66],
  [136, -40],
  [130, -30],
  [-126, -30],
];
const rearWindow: Path = [
  [-66, -88],
  [-47, -124],
  [-38, -128],
  [-10, -128],
  [-10, -88],
];
const frontWindow: Path = [
  [0, -88],
  [0, -128],
  [26, -128],
  [38, -123],
  [62, -88],
];
const wheelRadius = 29;

const drawWheel = (canvas: Canvas, x: number, y: number, angle: number): void => {
  canvas.fill(ellipse(x, y, wheelRadius), hex('#161021'));
  canvas.fill(ellipse(x, y, 18), hex('#d9cfe0'));
  for (let spoke = 0; spoke < 5; spoke += 1) {
    const turn = angle + (spoke * 2 * Math.PI) / 5;
    canvas.fill(line([x, y], [x + 16 * Math.cos(turn), y + 16 * Math.sin(turn)], 4), hex('#5b4a68'));
  }
  canvas.fill(ellipse(x, y, 5), hex('#5b4a68'));
};

const drawLuggage = (canvas: Canvas, x: number, y: number): void => {
  canvas.fill(box(x - 46, y - 146, 84, 5), hex('#2a1c3d'));
  canvas.fill(rounded(x - 42, y - 172, 44, 27, 4), hex('#c9783f'));
  canvas.fill(box(x - 32, y - 172, 4, 27), hex('#7c4526'));
  canvas.fill(box(x - 14, y - 172, 4, 27), hex('#7c4526'));
  canvas.fill(rounded(x + 6, y - 165, 30, 20, 4), hex('#4fa3a5'));
};

/** Laid over itself ever further, so that the light fades with the distance. */
const drawBeam = (canvas: Canvas, x: number, lamp: number, road: number): void => {
  for (let step = 1; step <= 14; step += 1) {
    const reach = step * 32;
    const share = reach / 448;
    canvas.fill(
      [
        [x, lamp - 7],
        [x + reach, lamp - 7 - share * 26],
        [x + reach + share * 18, lamp + 8 + share * (road - lamp - 4)],
        [x, lamp + 8],
      ],
      hex('#ffe9ad'),
      0.028,
    );
  }
};

export const drawCar = (canvas: Canvas, { x, y, travelled, seconds }: CarProps): void => {
  const bob = Math.sin(seconds * 11) * 1.6 + Math.sin(seconds * 4.3) * 1.4;
  const top = y + bob;
  const part = (path: Path) => moved(path, x, top);
  canvas.fill(ellipse(x, y + 2, 150, 9), hex('#0d0916'), 0.55);
  drawBeam(canvas, x + 130, top - 52, y);
  drawLuggage(canvas, x, top);
  canvas.fill(part(body), gradient('y', top - 138, top - 30, ['#ff8f6b', '#ee4f4b', '#a92a4a'].map(hex)));
  canvas.fill(
    part([
      [-131, -58],
      [134, -58],
      [136, -46],
      [-132, -46],
    ]),
    hex('#ffe3c4'),
  );
  for (const window of [rearWindow, frontWindow])
    canvas.fill(part(window), gradient('y', top - 128, top - 88, [hex('#ffd9a0'), hex('#6a4a7d')]));
  // Who drives: a round head behind the window.
  canvas.fill(ellipse(x + 22, top - 102, 12), hex('#3b2447'));
  canvas.fill(box(x + 14, top - 94, 18, 7), hex('#3b2447'));
  canvas.fill(line([x - 5, top - 86], [x - 5, top - 34], 2), hex('#8c2342'));
  canvas.fill(rounded(x - 26, top - 74, 16, 4, 2), hex('#ffe3c4'));
  canvas.fill(ellipse(x + 127, top - 54, 9, 11), hex('#fff6d5'));
  canvas.fill(rounded(x - 134, top - 66, 8, 17, 3), hex('#ff4b3e'));
  for (const place of [-74, 78]) {
    canvas.fill(ellipse(x + place, y - 30, 36), hex('#2a1730'));
    drawWheel(canvas, x + place, y - wheelRadius, travelled / wheelRadius);
  }
  for (let puff = 0; puff < 4; puff += 1) {
    const age = (seconds * 1.6 + puff / 4) % 1;
    canvas.fill(
      ellipse(x - 146 - age * 70, y - 24 - age * 26, 5 + age * 13),
      hex('#e9d3d9'),
      0.3 * (1 - age),
    );
  }
};
