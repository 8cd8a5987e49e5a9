/** `Retry-After`, which is seconds or a date. @returns whole seconds, 0 or more; undefined where it says neither */
export const retryAfterSeconds = (headers: Headers, now: number): number | undefined => {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/u.test(text)) return Number(text);
  // Date.parse would take "-3" and "1.5" for dates.
  const date = Date.parse(/^[a-z]{3}/iu.test(text) ? text : '');
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1_000));
};
