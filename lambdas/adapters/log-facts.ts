/** The facts of a line by their names on the wire: `edit_id` for `editId`. Names that are not of our making stay. */
export const namedFacts = (facts: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, fact]: [string, unknown]) => [
      /^[a-z][A-Za-z0-9]*$/u.test(name)
        ? name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)
        : name,
      fact,
    ]),
  );
