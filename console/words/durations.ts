const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long something takes or took: `4.2 s`, `38 s`, `3 min 5 s`, `2 h 10 min`, `3 days 4 h`. @param seconds 0 and more */
export const durationWords = (seconds: number): string => {
  if (seconds > 0 && seconds < 0.1) return 'under 0.1 s';
  if (seconds < 10) return `${(Math.floor(seconds * 10) / 10).toFixed(1).replace(/\.0$/u, '')} s`;
  const whole = Math.floor(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return two(whole, minute, 'min', 1, 's');
  if (whole < day) return two(whole, hour, 'h', minute, 'min');
  return two(whole, day, whole < 2 * day ? 'day' : 'days', hour, 'h');
};

const two = (seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string => {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeUnit}${rest === 0 ? '' : ` ${rest} ${smallUnit}`}`;
};

/** How long ago something was, as coarse as one remembers it: `just now`, `40 s ago`, `3 min ago`, `2 days ago`. */
export const ageWords = (then: string, nowMs: number): string => {
  const seconds = Math.floor((nowMs - Date.parse(then)) / 1_000);
  // Clocks of browser and server may be a little apart.
  if (seconds < 5) return 'just now';
  if (seconds < minute) return `${Math.floor(seconds / 5) * 5} s ago`;
  if (seconds < hour) return `${Math.floor(seconds / minute)} min ago`;
  if (seconds < day) return `${Math.floor(seconds / hour)} h ago`;
  const days = Math.floor(seconds / day);
  return days === 1 ? '1 day ago' : `${days} days ago`;
};

export const isSameDay = (one: Date, other: Date): boolean => one.toDateString() === other.toDateString();
