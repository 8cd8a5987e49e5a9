const longestWords = 500;
const deepest = 4;
const speaking = ['error_message', 'message', 'msg', 'error', 'reason', 'detail'];

/** The provider's words out of any JSON that carries them, on one line and capped; undefined where there are none. */
export const readable = (value: unknown, hide: (text: string) => string): string | undefined => {
  // Hidden before it is cut: half a secret would not be found.
  const line = hide(wordsIn(value, 0))
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  return line.length > longestWords ? `${line.slice(0, longestWords)}…` : line;
};

const wordsIn = (value: unknown, depth: number): string => {
  if (depth > deepest || value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    return value
      .slice(0, 20)
      .map((item) => wordsIn(item, depth + 1))
      .filter((words) => words !== '')
      .join('; ');
  }
  const fields = Object.entries(value);
  for (const name of speaking) {
    const words = wordsIn(fields.find(([key]) => key === name)?.[1], depth + 1);
    if (words !== '') return words;
  }
  return fields
    .slice(0, 20)
    .map(([name, field]) => `${name}: ${wordsIn(field, depth + 1)}`)
    .join(', ');
};
