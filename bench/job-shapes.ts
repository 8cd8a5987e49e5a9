import { createRandom } from '../local/stand-in/faults/random.ts';

/** How long jobs take at the provider: log-normal. */
export interface JobShape {
  readonly medianSeconds: number;
  readonly sigma: number;
}

/** Short, middling and long jobs, each of little, some and much spread. */
export const jobShapes: readonly JobShape[] = [60, 180, 600].flatMap((medianSeconds) =>
  [0.2, 0.4, 0.8].map((sigma) => ({ medianSeconds, sigma })),
);

export const shapeName = ({ medianSeconds, sigma }: JobShape): string => `${medianSeconds} s, σ ${sigma}`;

/** So many jobs of a shape, the same ones for the same seed (Box and Muller's method). */
export const drawJobs = (count: number, { medianSeconds, sigma }: JobShape, seed: number): Float64Array => {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return medianSeconds * Math.exp(sigma * normal);
  });
};
