/** The id of a test's edit number so and so. */
export const editId = (number: number): string =>
  `ed_${String(number)
    .padStart(26, '0')
    .replace(/\d/gu, (digit) => 'abcdefghij'.charAt(Number(digit)))}`;
