/**
 * The page with this table in the place of the one it has.
 * @param name what stands in the page's marks around it
 * @throws Error where it has no place for one
 */
export const putTable = (page: string, name: string, table: string): string => {
  const [begin, end] = [`<!-- ${name}: npm run docs writes this table -->`, `<!-- end of ${name} -->`];
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) throw new Error(`there is no ${begin} … ${end}`);
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
};
