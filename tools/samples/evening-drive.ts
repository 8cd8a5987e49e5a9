import { blend, createCanvas, gradient, hex, type Canvas, type Colour } from './canvas.ts';
import { drawCar } from './car.ts';
import { box, ellipse, ground, line, scattered } from './shapes.ts';

export const clip = { width: 1280, height: 720, framesPerSecond: 25, seconds: 5 } as const;

const { width, height } = clip;
const sun = { x: 905, y: 372 } as const;
const haze = hex('#f6a97a');

const sky = gradient('y', 0, 470, ['#1b1f4b', '#4a3272', '#a14a7c', '#ee7f62', '#ffc178'].map(hex));

const drawSky = (canvas: Canvas): void => {
  const base = sky as (x: number, y: number) => Colour;
  canvas.fill(box(0, 0, width, height), (x, y) => {
    const glow = Math.max(0, 1 - Math.hypot((x - sun.x) * 0.8, y - sun.y) / 420);
    return blend(base(x, y), hex('#ffd590'), glow * glow * 0.75);
  });
  for (let star = 0; star < 46; star += 1)
    canvas.fill(
      ellipse(scattered(star) * width, scattered(star, 1) * 190, 0.8 + scattered(star, 2) * 1.1),
      hex('#fff3d6'),
      0.25 + 0.55 * scattered(star, 3),
    );
  canvas.fill(ellipse(sun.x, sun.y, 74), hex('#fff0bf'));
};

const drawClouds = (canvas: Canvas, camera: number): void => {
  for (let cloud = 0; cloud < 7; cloud += 1) {
    const x = ((scattered(cloud, 4) * 1700 - camera * 0.03 + 1700) % 1700) - 200;
    const y = 150 + scattered(cloud, 5) * 190;
    const size = 60 + scattered(cloud, 6) * 90;
    const colour = blend(hex('#c76a86'), hex('#ffd0a0'), (y - 150) / 190);
    canvas.fill(ellipse(x, y, size * 1.9, 7), colour, 0.6);
    canvas.fill(ellipse(x + size * 0.5, y - 9, size * 1.1, 8), colour, 0.55);
  }
};

const ridge = (base: number, rise: number, stretch: number, seed: number) => (x: number) =>
  base -
  rise *
    (0.5 * Math.sin(x / stretch + seed) +
      0.3 * Math.sin(x / (stretch * 0.43) + seed * 2.3) +
      0.2 * Math.sin(x / (stretch * 0.19) + seed * 5.1));

const drawPine = (canvas: Canvas, x: number, foot: number, size: number, colour: Colour): void => {
  canvas.fill(box(x - size * 0.04, foot - size * 0.1, size * 0.08, size * 0.14), colour);
  for (const [level, half] of [
    [0, 0.26],
    [0.26, 0.2],
    [0.5, 0.14],
  ] as const)
    canvas.fill(
      [
        [x - size * half, foot - size * (0.06 + level)],
        [x + size * half, foot - size * (0.06 + level)],
        [x, foot - size * (0.5 + level)],
      ],
      colour,
    );
};

const drawHouse = (canvas: Canvas, x: number, foot: number): void => {
  canvas.fill(box(x, foot - 44, 70, 60), hex('#3a2247'));
  canvas.fill(
    [
      [x - 9, foot - 42],
      [x + 79, foot - 42],
      [x + 58, foot - 78],
      [x + 12, foot - 78],
    ],
    hex('#241733'),
  );
  canvas.fill(box(x + 50, foot - 92, 10, 22), hex('#241733'));
  for (const window of [14, 42]) canvas.fill(box(x + window, foot - 32, 14, 17), hex('#ffd27a'));
};

/** Nearer layers move faster and are darker: that is all the depth there is. */
const drawHills = (canvas: Canvas, camera: number): void => {
  const far = ridge(420, 62, 250, 1.3);
  canvas.fill(
    ground(width, height, (x) => far(x + camera * 0.08)),
    gradient('y', 350, 500, [hex('#8a4f86'), haze]),
  );
  const middle = ridge(468, 46, 210, 4.1);
  canvas.fill(
    ground(width, height, (x) => middle(x + camera * 0.2)),
    gradient('y', 410, 560, [hex('#5f3a74'), hex('#a85a78')]),
  );
  for (let tree = 0; tree < 44; tree += 1) {
    const world = tree * 46 + scattered(tree, 7) * 40;
    const x = world - camera * 0.2;
    drawPine(canvas, x, middle(world) + 4, 34 + scattered(tree, 8) * 26, hex('#523267'));
  }
  const near = ridge(540, 40, 260, 2.2);
  canvas.fill(
    ground(width, height, (x) => near(x + camera * 0.45)),
    gradient('y', 490, 640, [hex('#3d2757'), hex('#5d3358')]),
  );
  drawHouse(canvas, 620 - camera * 0.45, near(655) + 8);
  for (let tree = 0; tree < 26; tree += 1) {
    const world = tree * 92 + scattered(tree, 9) * 70;
    if (Math.abs(world - 655) < 80) continue;
    drawPine(canvas, world - camera * 0.45, near(world) + 8, 62 + scattered(tree, 10) * 48, hex('#2d1d45'));
  }
};

const drawRoad = (canvas: Canvas, camera: number): void => {
  canvas.fill(box(0, 578, width, 142), gradient('y', 578, 720, [hex('#2a1c3d'), hex('#1a1229')]));
  canvas.fill(box(0, 596, width, 78), gradient('y', 596, 674, [hex('#4b3a5c'), hex('#35294a')]));
  canvas.fill(box(0, 596, width, 3), hex('#e59a7e'), 0.55);
  for (let dash = -1; dash < 10; dash += 1) {
    const x = dash * 160 - (camera % 160);
    canvas.fill(
      [
        [x + 6, 632],
        [x + 90, 632],
        [x + 84, 638],
        [x, 638],
      ],
      hex('#ffd9a8'),
      0.85,
    );
  }
  for (let post = -1; post < 6; post += 1) {
    const x = post * 320 + 90 - (camera % 320);
    canvas.fill(box(x, 566, 7, 32), hex('#d8c2cf'));
    canvas.fill(box(x, 571, 7, 7), hex('#ff6b5a'));
  }
};

const drawGrass = (canvas: Canvas, camera: number): void => {
  const shift = camera * 1.35;
  for (let blade = 0; blade < 320; blade += 1) {
    const world = blade * 11 + scattered(blade, 11) * 9;
    const x = ((((world - shift) % 1420) + 1420) % 1420) - 60;
    const size = 18 + scattered(blade, 12) * 34;
    const lean = (scattered(blade, 13) - 0.35) * 18;
    canvas.fill(
      [
        [x - 4, 722],
        [x + 4, 722],
        [x + lean, 716 - size],
      ],
      blend(hex('#0f0a1a'), hex('#3a2350'), scattered(blade, 14)),
    );
  }
};

const drawBirds = (canvas: Canvas, seconds: number): void => {
  for (const [offset, up] of [
    [0, 0],
    [46, 22],
    [92, 4],
    [70, 48],
  ] as const) {
    const x = 250 + offset + seconds * 34;
    const y = 168 + up - seconds * 5;
    const beat = Math.sin(seconds * 9 + offset) * 8;
    canvas.fill(line([x, y], [x - 15, y - 5 - beat], 3.4), hex('#2b1c47'));
    canvas.fill(line([x, y], [x + 15, y - 5 - beat], 3.4), hex('#2b1c47'));
  }
};

/** A little car on its way home; the camera goes along, a bit slower than the car. */
export const createEveningDrive = (): ((frame: number) => Canvas) => {
  const backdrop = createCanvas(width, height);
  drawSky(backdrop);
  const canvas = createCanvas(width, height);
  return (frame) => {
    const seconds = frame / clip.framesPerSecond;
    const camera = seconds * 210;
    const along = seconds / clip.seconds;
    canvas.copy(backdrop);
    drawClouds(canvas, camera);
    drawBirds(canvas, seconds);
    drawHills(canvas, camera);
    drawRoad(canvas, camera);
    const x = 250 + 380 * along * along * (3 - 2 * along);
    drawCar(canvas, { x, y: 650, travelled: camera + x, seconds });
    drawGrass(canvas, camera);
    return canvas;
  };
};
