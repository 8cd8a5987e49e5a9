import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ofType, stageTemplate, type Resource } from '../stage-template.ts';

const page = await readFile(join(import.meta.dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');
const template = stageTemplate({ budget: { dailyUsd: 10 } });
const alarms: readonly (readonly [string, Resource])[] = ofType(template, 'AWS::CloudWatch::Alarm').map(
  ([id, alarm]) => [/^VideoEditAlarms(\w+)[0-9A-F]{8}$/u.exec(id)?.[1] ?? id, alarm],
);
const anchorIn = ({ Properties }: Resource): string =>
  String(Properties['AlarmDescription']).replace(/^.*docs\/runbook\.md#/u, '');

/** As a page of Markdown is shown, the anchor of a heading. */
const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');

const sections = page
  .split(/^## /mu)
  .slice(1)
  .map((text) => ({ anchor: anchorOf(text.split('\n', 1)[0] ?? ''), text }));
const general = ['before-the-first-alarm', 'which-there-are', 'drills'];
const ofAlarms = sections.filter(({ anchor }) => !general.includes(anchor));
const table = sections.find(({ anchor }) => anchor === 'which-there-are')?.text ?? '';

describe('the runbook', () => {
  it.each(alarms)('has a section for %s, and its row names it', (name, alarm) => {
    const anchor = anchorIn(alarm);
    expect(ofAlarms.map((section) => section.anchor)).toContain(anchor);
    const row = table.split('\n').find((line) => line.includes(`\`${name}\``));
    expect(row).toContain(`](#${anchor})`);
  });

  it('has no section and no row for what is no alarm', () => {
    const anchors = new Set(alarms.map(([, alarm]) => anchorIn(alarm)));
    expect(ofAlarms.map(({ anchor }) => anchor).sort()).toEqual([...anchors].sort());
    const rows = table.split('\n').flatMap((line) => /^\| (`\w+`(?:, `\w+`)*) +\|/u.exec(line)?.[1] ?? []);
    const named = rows.flatMap((names) => names.replaceAll('`', '').split(', '));
    expect(named.sort()).toEqual(alarms.map(([name]) => name).sort());
  });

  it.each(ofAlarms.map(({ anchor, text }) => [anchor, text]))(
    'says of %s what it means, how to look, what to do, when it is over, and how to drill it',
    (_anchor, text) => {
      const said = [...text.matchAll(/^\*\*(\w+)\.?\*\*/gmu)].map(([, lead]) => lead);
      expect(said).toEqual(['Means', 'Look', 'Do', 'Over', 'Drill']);
    },
  );

  it('reckons what the alarms cost by the metrics that they look at', () => {
    const looked = alarms.map(([, { Properties }]) => {
      const metrics = Properties['Metrics'] as { MetricStat?: object }[] | undefined;
      return metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
    });
    const cents = 10 * looked.reduce((sum, count) => sum + count, 0);
    expect(table).toContain(`which makes $${(cents / 100).toFixed(2)}`);
  });

  it('names only queries, graphs and outputs that there are', () => {
    const queries = ofType(template, 'AWS::Logs::QueryDefinition').map(([, { Properties }]) =>
      String(Properties['Name']).replace(/^.*\//u, ''),
    );
    const asked = [...page.matchAll(/[Ss]aved query _([^_]+)_/gu)].map(([, name]) => name);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((name) => !queries.includes(name ?? ''))).toEqual([]);
    const body = JSON.stringify(ofType(template, 'AWS::CloudWatch::Dashboard'));
    const graphs = [...page.matchAll(/On the dashboard(?:, |: )_([^_]+)_/gu)].map(([, name = '']) => name);
    expect(graphs.length).toBeGreaterThan(2);
    expect(graphs.filter((title) => !body.includes(title))).toEqual([]);
    const outputs = Object.keys(template.findOutputs('*'));
    const found = [...page.matchAll(/output `(\w+)`/gu)].map(([, name = '']) => name);
    expect(found.filter((name) => !outputs.includes(name))).toEqual([]);
  });

  it('links to what there is on the page, and beside it', async () => {
    const links = [...page.matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/gu)];
    for (const [, file = '', anchor] of links) {
      if (file.startsWith('http')) continue;
      const text =
        file === ''
          ? page
          : await readFile(join(import.meta.dirname, '..', '..', '..', 'docs', file), 'utf8');
      const anchors = [...text.matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) => anchorOf(heading));
      if (anchor !== undefined) expect(anchors).toContain(anchor);
    }
  });
});
