/** What is said of something that was removed, and of the prompt that named it. */
export const removedWords = (name: string, gone: string, before: string, after: string): string => {
  const count = (prompt: string): number => prompt.split(gone).length;
  return count(after) > count(before)
    ? `${name} is removed. The prompt named it, and says ${gone} there now: name another, or delete that.`
    : `${name} is removed; the prompt names the others by their new numbers.`;
};
