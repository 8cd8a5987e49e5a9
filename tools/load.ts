import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { dayShape } from './load/arrivals.ts';
import { runLoad } from './load/run.ts';
import { summaryOf, type Percentiles } from './load/summary.ts';

const help = `The load of a day on the local edition, made short: its mean, five times as much, its mean again.

  npm run load -- [options]

  --per-day N  edits a day (default 10000)
  --peak N     how often the mean the peak is (default 5)
  --phase N    how many seconds each of the three takes (default 60)
  --job N      how many seconds the stand-in has an edit (default 20: a tenth of a real one, so a tenth are open at once)
  --slots N    how many edits the provider is given at once (default: twice what the peak needs)
  --seed N     the same arrivals again (default 1)
  --help       this text

It ends with 1 where an edit was refused, or did not complete.
`;

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    'per-day': text,
    peak: text,
    phase: text,
    job: text,
    slots: text,
    seed: text,
    help: { type: 'boolean' },
  },
});

const count = (option: 'per-day' | 'peak' | 'phase' | 'job' | 'slots' | 'seed', usual: number): number => {
  const value = values[option] ?? String(usual);
  if (!/^\d{1,7}$/u.test(value) || Number(value) < 1) {
    throw new Error(`--${option} must be a whole number from 1 on, and is ${value}`);
  }
  return Number(value);
};

const figures = ({ p50, p99, most }: Percentiles, digits: number): string =>
  `p50 ${p50.toFixed(digits)}, p99 ${p99.toFixed(digits)}, most ${most.toFixed(digits)}`;

const main = async (): Promise<void> => {
  if (values.help === true) {
    process.stdout.write(help);
    return;
  }
  const [perDay, peak, jobSeconds] = [count('per-day', 10_000), count('peak', 5), count('job', 20)];
  const phases = dayShape(perDay, peak, count('phase', 60));
  const needed = Math.ceil((2 * perDay * peak * jobSeconds) / 86_400);
  const slots = count('slots', Math.min(1_000, Math.max(5, needed)));
  const run = await runLoad({
    phases,
    jobSeconds,
    slots,
    seed: count('seed', 1),
    drainSeconds: 300 + 2 * jobSeconds,
  });
  const summary = summaryOf(run);
  console.log(
    `load       ${perDay} a day, ${peak} times as much at the peak; jobs of ${jobSeconds} s, ${slots} slots`,
  );
  console.log(`machine    ${cpus().length} cores, ${loadavg()[0]?.toFixed(1) ?? ''} busy in the last minute`);
  console.log(
    `edits      ${summary.submitted} asked for, ${summary.completed} completed, ${summary.refused} refused`,
  );
  console.log(`submit     ${figures(summary.submitMs, 0)} ms, the wait for the verdict in it`);
  console.log(`read       ${figures(summary.readMs, 0)} ms`);
  console.log(`in line    ${figures(summary.inLineSeconds, 1)} s`);
  console.log(`as a whole ${figures(summary.wholeSeconds, 1)} s`);
  console.log(`memory     ${summary.rssMegabytes ?? 'not known'} MB at most`);
  for (const error of new Set(run.errors)) console.error(error);
  process.exitCode = summary.completed === summary.submitted ? 0 : 1;
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
