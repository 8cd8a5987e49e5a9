import { parseArgs } from 'node:util';
import type { Metrics } from './bench.ts';
import { benches } from './benches.ts';
import { metric } from './figures.ts';
import { keep, readKept, sameMachine, thisMachine } from './kept.ts';
import { isMet, tableText, targetsTable } from './page.ts';

const help = `Measures against what one would do otherwise, in the same run.

  npm run bench [-- [options] [NAME …]]

${benches.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}

  --seed N  what is drawn by chance is drawn from it (default 20261125)
  --keep    write bench/latest.json, and with it docs/performance.md and docs/cost.md; some of them alone are
            written only where the others were measured on the same machine, with the same Node and the same seed
  --write   only write the pages anew, from what bench/latest.json has
  --help    this text

It ends with 1 where a target was missed.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '20261125' },
    keep: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const chosen = () => {
  const unknown = positionals.filter((name) => benches.every((bench) => bench.name !== name));
  if (unknown.length > 0) {
    const names = benches.map(({ name }) => name).join(', ');
    throw new Error(`there is no bench ${unknown.join(', ')}: there are ${names}`);
  }
  return benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
};

const seedOf = (text: string): number => {
  if (!/^\d{1,15}$/u.test(text)) throw new Error(`--seed must be a whole number, and is ${text}`);
  return Number(text);
};

const main = async (): Promise<void> => {
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  if (values.write) {
    await keep(await readKept());
    return;
  }
  const seed = seedOf(values.seed);
  const machine = thisMachine(seed);
  const whole = positionals.length === 0;
  const before = values.keep && !whole ? await readKept() : undefined;
  if (before !== undefined && !sameMachine(before, machine)) {
    throw new Error('bench/latest.json is of another machine, Node or seed: keep a run of all of them');
  }
  const measured: Record<string, Metrics> = {};
  for (const bench of chosen()) {
    const began = performance.now();
    console.log(`\n== ${bench.name}: ${bench.about}`);
    const metrics = await bench.measure({
      seed,
      say: (line) => {
        console.error(`   ${line}`);
      },
    });
    for (const { tables } of Object.values(bench.sections)) {
      for (const table of tables(metrics)) console.log(`\n${tableText(table)}`);
    }
    if (bench.targets.length > 0) console.log(`\n${tableText(targetsTable(bench.targets, metrics))}`);
    if (bench.targets.some((target) => !isMet(target, metric(metrics, target.metric)))) process.exitCode = 1;
    console.log(`\n${bench.name} took ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    measured[bench.name] = metrics;
  }
  if (values.keep) await keep({ ...machine, benches: { ...before?.benches, ...measured } });
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  // Servers of a bench that broke off would keep the process.
  process.exit(2);
});
