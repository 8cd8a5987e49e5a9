/**
 * The page with this table in the place of the one it has, between the marks of its name.
 * @throws Error where it has no place for one
 */
export const putTable = (page: string, name: string, table: string): string => {
  const begin = `<!-- ${name}: npm run docs writes this table -->`;
  const end = `<!-- end of ${name} -->`;
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) throw new Error(`there is no ${begin} … ${end}`);
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
};
