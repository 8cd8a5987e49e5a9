/** `$0.84`; whole cents, and more places only for less than a cent. */
export const usdWords = (usd: number): string =>
  usd > 0 && usd < 0.01 ? `$${usd.toPrecision(1)}` : `$${usd.toFixed(2)}`;

/** `812 bytes`, `473 kB`, `1.3 MB`; thousands, as storage is sold. */
export const sizeWords = (bytes: number): string => {
  if (bytes < 1_000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`;
  if (bytes < 999_950_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
};

export interface Shape {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly duration_seconds?: number | undefined;
}

/** `1280 × 720, 5.0 s`; empty where nothing is known. */
export const shapeWords = ({ width, height, duration_seconds: seconds }: Shape): string =>
  [
    ...(width === undefined || height === undefined ? [] : [`${width} × ${height}`]),
    ...(seconds === undefined ? [] : [`${seconds.toFixed(1)} s`]),
  ].join(', ');
