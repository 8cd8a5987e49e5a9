import ts from 'typescript';
import { z } from 'zod';

export interface Row {
  readonly number: number;
  readonly what: string;
}

/** The rows of the page's tables, by the number in their first column. */
export const rowsIn = (page: string): readonly Row[] =>
  [...page.matchAll(/^\| (?<number>\d+) +\| (?<what>[^|]+?) +\|/gmu)].map(({ groups = {} }) => ({
    number: Number(groups['number']),
    what: groups['what'] ?? '',
  }));

const callers = new Set(['it', 'test', 'describe']);

/** The titles of the tests in a source, with those of tables as they are written; not of tests that are skipped. */
export const titlesIn = (file: string, source: string): readonly string[] => {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const called = calledBy(node.expression);
      // Nothing inside of what is skipped runs.
      if (called === 'skipped') return;
      // A table may name the tests itself.
      if (called === 'runs' && ts.isCallExpression(node.expression)) titles.push(...namesIn(node.expression));
      const [title] = node.arguments;
      if (called === 'runs' && title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
      // A title that is put together at run time says its number in its beginning.
      else if (called === 'runs' && title !== undefined && ts.isTemplateExpression(title))
        titles.push(title.head.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return titles;
};

const namesIn = (table: ts.Node): string[] => {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && /^fault \d+: /u.test(node.text)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(table);
  return names;
};

/** Whether this is `it`, `it.each(table)`, `describe.each(table)` and so on, and whether what it names runs. */
const calledBy = (expression: ts.Expression): 'runs' | 'skipped' | undefined => {
  if (ts.isIdentifier(expression)) return callers.has(expression.text) ? 'runs' : undefined;
  // `it.each(table)` is called with the title; `it.each` itself with the table.
  if (ts.isCallExpression(expression)) {
    const { expression: inner } = expression;
    return ts.isPropertyAccessExpression(inner) && inner.name.text === 'each'
      ? calledBy(inner.expression)
      : undefined;
  }
  if (!ts.isPropertyAccessExpression(expression)) return undefined;
  const of = calledBy(expression.expression);
  if (of === undefined) return undefined;
  return ['skip', 'todo', 'failing'].includes(expression.name.text) ? 'skipped' : undefined;
};

const resultsSchema = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

/** The full names of the tests that passed, out of what Jest's --json wrote. */
export const titlesPassed = (json: string): readonly string[] =>
  resultsSchema
    .parse(JSON.parse(json))
    .testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName),
    );

export interface Coverage {
  readonly counts: ReadonlyMap<number, { readonly what: string; readonly tests: number }>;
  /** Rows without a test, tests without a row, rows that are there twice. */
  readonly faults: readonly string[];
}

export const coverage = (rows: readonly Row[], titles: readonly string[]): Coverage => {
  const numbers = titles.flatMap((title) =>
    [...title.matchAll(/\bfault (?<number>\d+)(?=[:,])/gu)].map(({ groups }) => Number(groups?.['number'])),
  );
  const counts = new Map(
    rows.map(({ number, what }) => [
      number,
      { what, tests: numbers.filter((named) => named === number).length },
    ]),
  );
  const twice = rows.filter(({ number }, place) => rows.findIndex((row) => row.number === number) !== place);
  const unknown = [...new Set(numbers)].filter((number) => !counts.has(number));
  return {
    counts,
    faults: [
      ...(rows.length === 0 ? ['the page has no rows'] : []),
      ...twice.map(({ number }) => `fault ${number} is there twice`),
      ...[...counts]
        .filter(([, { tests }]) => tests === 0)
        .map(([row, { what }]) => `fault ${row} has no test: ${what}`),
      ...unknown.map((number) => `a test names fault ${number}, which is not on the page`),
    ],
  };
};
