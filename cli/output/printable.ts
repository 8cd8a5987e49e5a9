/** Text from elsewhere for one line of a terminal: what would steer it is taken out. */
export const printable = (text: string): string => text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();

/** At most so many characters. */
export const shortened = (text: string, most: number): string => {
  const characters = Array.from(printable(text));
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
};
