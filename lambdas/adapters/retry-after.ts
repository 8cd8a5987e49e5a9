/** `Retry-After` as seconds or as a date; at least 1 s and at most `longestSeconds`. */
export const retryAfterSeconds = (
  value: string | undefined,
  now: number,
  longestSeconds: number,
): number | undefined => {
  const text = value?.trim() ?? '';
  // Date.parse alone would take "-3" and "1.5" for dates.
  const seconds = /^\d+$/u.test(text)
    ? Number(text)
    : (Date.parse(/^[a-z]{3}/iu.test(text) ? text : '') - now) / 1_000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(Math.ceil(seconds), 1), longestSeconds);
};
