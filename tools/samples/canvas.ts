export type Point = readonly [number, number];
export type Path = readonly Point[];
export type Colour = readonly [number, number, number];
export type Paint = Colour | ((x: number, y: number) => Colour);

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
  fill(path: Path, paint: Paint, opacity?: number): void;
  /** Starts from the pixels of another canvas of the same size. */
  copy(from: Canvas): void;
}

export const hex = (text: string): Colour => {
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

export const blend = (from: Colour, to: Colour, share: number): Colour => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/** Colours spread evenly between two positions, along either axis. */
export const gradient = (axis: 'x' | 'y', start: number, end: number, stops: readonly Colour[]): Paint => {
  const last = stops.length - 1;
  return (x, y) => {
    const at = Math.min(1, Math.max(0, ((axis === 'x' ? x : y) - start) / (end - start))) * last;
    const index = Math.min(last - 1, Math.floor(at));
    return blend(stops[index] ?? [0, 0, 0], stops[index + 1] ?? [0, 0, 0], at - index);
  };
};

/** Edges are smooth because each row is cut this many times; along the row coverage is exact. */
const cuts = 4;

/** Where a horizontal line crosses the outline, from left to right. */
const crossings = (path: Path, y: number): number[] => {
  const found: number[] = [];
  let [beforeX, beforeY] = path.at(-1) ?? [0, 0];
  for (const [x, nowY] of path) {
    if (beforeY <= y !== nowY <= y) found.push(beforeX + ((y - beforeY) / (nowY - beforeY)) * (x - beforeX));
    [beforeX, beforeY] = [x, nowY];
  }
  return found.sort((one, other) => one - other);
};

const addSpan = (coverage: Float32Array, from: number, to: number): void => {
  const start = Math.max(0, from);
  const end = Math.min(coverage.length, to);
  for (let x = Math.floor(start); x < end; x += 1)
    coverage[x] = (coverage[x] ?? 0) + (Math.min(x + 1, end) - Math.max(x, start)) / cuts;
};

export const createCanvas = (width: number, height: number): Canvas => {
  const pixels = new Uint8ClampedArray(width * height * 3);
  const coverage = new Float32Array(width);
  return {
    width,
    height,
    pixels,
    copy: (from) => {
      pixels.set(from.pixels);
    },
    fill: (path, paint, opacity = 1) => {
      const ys = path.map(([, y]) => y);
      const top = Math.max(0, Math.floor(Math.min(...ys)));
      const bottom = Math.min(height, Math.ceil(Math.max(...ys)));
      for (let y = top; y < bottom; y += 1) {
        coverage.fill(0);
        for (let cut = 0; cut < cuts; cut += 1) {
          const xs = crossings(path, y + (cut + 0.5) / cuts);
          for (let i = 0; i + 1 < xs.length; i += 2) addSpan(coverage, xs[i] ?? 0, xs[i + 1] ?? 0);
        }
        for (let x = 0; x < width; x += 1) {
          const share = (coverage[x] ?? 0) * opacity;
          if (share === 0) continue;
          const colour = typeof paint === 'function' ? paint(x + 0.5, y + 0.5) : paint;
          const at = (y * width + x) * 3;
          for (const channel of [0, 1, 2] as const) {
            const below = pixels[at + channel] ?? 0;
            pixels[at + channel] = below + (colour[channel] - below) * share;
          }
        }
      }
    },
  };
};
