/** RunComfy publishes no price for this model; a peer sells the same one at 0.168 USD a second. */
export const usdPerSecond = 0.168;

/** Kling bills edits by the clip's length, rounded to whole seconds. */
export const costUsd = (clipSeconds: number): number =>
  Math.round(Math.round(clipSeconds) * usdPerSecond * 1e6) / 1e6;
