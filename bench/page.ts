import type { Bench, Metrics, Table, Target } from './bench.ts';
import { figure, metric } from './figures.ts';

export const tableText = ({ caption, head, rows }: Table): string =>
  [
    ...(caption === undefined ? [] : [`${caption}\n`]),
    ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');

export const isMet = (target: Target, value: number): boolean =>
  target.atMost === undefined ? value >= target.atLeast : value <= target.atMost;

/** What was aimed at, and what came of it. */
export const targetsTable = (targets: readonly Target[], metrics: Metrics): Table => ({
  head: ['target', 'at most / at least', 'measured', 'met'],
  rows: targets.map((target) => [
    target.what,
    target.atMost === undefined ? `≥ ${figure(target.atLeast)}` : `≤ ${figure(target.atMost)}`,
    figure(metric(metrics, target.metric)),
    isMet(target, metric(metrics, target.metric)) ? 'yes' : '**no**',
  ]),
});

/** The page with this text in the place of the one it has, between the marks of its name. @throws Error without them */
export const putSection = (page: string, name: string, text: string): string => {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end of ${name} -->`];
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) throw new Error(`there is no ${begin} … ${end}`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
};

/** The page `name` of `docs/` with all that these benches have to say on it. Those that were never run are left out. */
export const writtenPage = (
  page: string,
  name: string,
  benches: readonly Bench[],
  measured: Readonly<Record<string, Metrics>>,
): string =>
  benches.reduce((text, { name: bench, sections, targets }) => {
    const metrics = measured[bench];
    if (metrics === undefined) return text;
    const own = Object.entries(sections).filter(([, section]) => section.page === name);
    const withTables = own.reduce(
      (left, [section, { tables }]) => putSection(left, section, tables(metrics).map(tableText).join('\n\n')),
      text,
    );
    return name === 'performance.md' && targets.length > 0
      ? putSection(withTables, `${bench}, targets`, tableText(targetsTable(targets, metrics)))
      : withTables;
  }, page);
