import type { Path, Point } from './canvas.ts';

export const box = (left: number, top: number, width: number, height: number): Path => [
  [left, top],
  [left + width, top],
  [left + width, top + height],
  [left, top + height],
];

export const ellipse = (x: number, y: number, radiusX: number, radiusY: number = radiusX): Path =>
  Array.from({ length: 64 }, (_, index): Point => {
    const angle = (index / 64) * 2 * Math.PI;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
  });

export const rounded = (left: number, top: number, width: number, height: number, radius: number): Path => {
  const corners: readonly (readonly [number, number, number])[] = [
    [left + width - radius, top + radius, -90],
    [left + width - radius, top + height - radius, 0],
    [left + radius, top + height - radius, 90],
    [left + radius, top + radius, 180],
  ];
  return corners.flatMap(([x, y, from]) =>
    Array.from({ length: 9 }, (_, index): Point => {
      const angle = ((from + index * 11.25) * Math.PI) / 180;
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    }),
  );
};

export const line = ([x1, y1]: Point, [x2, y2]: Point, thickness: number): Path => {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [dx, dy] = [((y2 - y1) / length) * (thickness / 2), ((x1 - x2) / length) * (thickness / 2)];
  return [
    [x1 + dx, y1 + dy],
    [x2 + dx, y2 + dy],
    [x2 - dx, y2 - dy],
    [x1 - dx, y1 - dy],
  ];
};

/** Everything below a skyline. */
export const ground = (width: number, bottom: number, height: (x: number) => number): Path => [
  ...Array.from({ length: Math.ceil(width / 4) + 1 }, (_, index): Point => [index * 4, height(index * 4)]),
  [width + 4, bottom],
  [0, bottom],
];

export const moved = (path: Path, dx: number, dy: number, scale = 1): Path =>
  path.map(([x, y]): Point => [x * scale + dx, y * scale + dy]);

/** Numbers from 0 to 1 that look random and are the same on every run. */
export const scattered = (index: number, series = 0): number => {
  const wave = Math.sin(index * 127.1 + series * 311.7) * 43758.5453;
  return wave - Math.floor(wave);
};
