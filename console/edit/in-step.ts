/** How the second video is brought to where the first is. */
export type Correction =
  | { readonly kind: 'none' }
  /** By playing a little faster or slower, which nobody sees. */
  | { readonly kind: 'rate'; readonly rate: number }
  | { readonly kind: 'seek'; readonly seconds: number };

/** Less than a frame at 25 a second. */
const unseen = 0.03;
/** More than this, one would see it catch up. */
const jump = 0.25;
const most = 0.08;

/**
 * @param leads where the one is that sets the pace, in seconds
 * @param follows where the other is
 * @param lengthSeconds of the other: where it is shorter, it waits at its end
 */
export const correction = (leads: number, follows: number, lengthSeconds: number): Correction => {
  const target = Math.min(leads, lengthSeconds);
  const behind = target - follows;
  if (Math.abs(behind) > jump) return { kind: 'seek', seconds: target };
  if (Math.abs(behind) < unseen) return { kind: 'none' };
  return { kind: 'rate', rate: 1 + Math.max(-most, Math.min(most, behind)) };
};
