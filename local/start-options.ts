import { parseArgs } from 'node:util';
import { mostUsd, type BudgetSettings } from '../lambdas/contract/budget.ts';
import { patience, type Patience } from '../lambdas/core/patience.ts';
import { CannotStart, firstLine } from './errors.ts';
import type { ProviderChoice } from './provider.ts';
import { standInToken } from './stand-in/token.ts';

export const help = `Reshoot on this machine: API, workflow, files and console on 127.0.0.1.

  npm start -- [options], installed: npx reshoot start [options]

  --port N           where to listen (default 4700; 0 for any that is free)
  --data FOLDER      what is kept, and found again after a restart (default .reshoot, with --live .reshoot/live)
  --provider URL     a provider on this machine, for instance npm run stand-in
  --provider-token T the token it asks for (default: the stand-in's)
  --slots N          how many edits the provider is given at once (default 5)
  --daily-budget N   what may be spent a day, in US dollars (default: anything); more waits until the next, UTC
  --monthly-budget N and in a month
  --overdue-after N  after how many minutes an edit that the provider has not finished is overdue (default 60)
  --queue SECONDS    how long the stand-in inside keeps an edit waiting (default 2)
  --run SECONDS      and how long it runs at least (default 4)
  --live             RunComfy itself, which costs money: needs RUNCOMFY_TOKEN in the environment
  --open             open the console in a browser
  --help             this text
`;

export interface StartOptions {
  readonly port: number;
  readonly dataFolder: string;
  readonly open: boolean;
  readonly help: boolean;
  readonly live: boolean;
  readonly slots: number;
  readonly budget: BudgetSettings | undefined;
  readonly patience: Patience;
  readonly provider: (standInFolder: string) => ProviderChoice;
}

/** What the command line says. @throws CannotStart naming the option and what would be right */
export const startOptions = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions => {
  const values = parse(args);
  const { live = false, open = false, provider, data = live ? '.reshoot/live' : '.reshoot' } = values;
  if (live && provider !== undefined) throw new CannotStart('--live and --provider exclude each other');
  return {
    port: wholeNumber('--port', values.port ?? '4700', 65_535),
    dataFolder: data,
    budget: budgetOf(values),
    slots: wholeNumber('--slots', values.slots ?? '5', 1_000, 1),
    patience: { ...patience, overdueMinutes: minutes('--overdue-after', values['overdue-after'] ?? '60') },
    live,
    open,
    help: values.help ?? false,
    provider: chooseProvider(values, env),
  };
};

type Values = ReturnType<typeof parse>;

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        provider: { type: 'string' },
        'provider-token': { type: 'string' },
        slots: { type: 'string' },
        'daily-budget': { type: 'string' },
        'monthly-budget': { type: 'string' },
        'overdue-after': { type: 'string' },
        queue: { type: 'string' },
        run: { type: 'string' },
        live: { type: 'boolean' },
        open: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw new CannotStart(`${firstLine(cause)} (--help lists the options)`, { cause });
  }
};

const chooseProvider = (values: Values, env: Readonly<Record<string, string | undefined>>) => {
  if (values.live) {
    const token = env['RUNCOMFY_TOKEN'];
    if (token === undefined || token === '') {
      throw new CannotStart(
        '--live needs RUNCOMFY_TOKEN in the environment: the API token of your RunComfy profile',
      );
    }
    return (): ProviderChoice => ({ kind: 'live', token });
  }
  const { provider: url, 'provider-token': token = standInToken } = values;
  if (url !== undefined) return (): ProviderChoice => ({ kind: 'address', url, token });
  const queueSeconds = wholeNumber('--queue', values.queue ?? '2', 86_400);
  const runSeconds = wholeNumber('--run', values.run ?? '4', 86_400);
  return (dataFolder: string): ProviderChoice => ({ kind: 'stand-in', dataFolder, queueSeconds, runSeconds });
};

const budgetOf = (values: Values): BudgetSettings | undefined => {
  const { 'daily-budget': daily, 'monthly-budget': monthly } = values;
  if (daily === undefined && monthly === undefined) return undefined;
  const dailyUsd = daily === undefined ? undefined : dollars('--daily-budget', daily);
  const monthlyUsd = monthly === undefined ? undefined : dollars('--monthly-budget', monthly);
  if ((dailyUsd ?? 0) > (monthlyUsd ?? Infinity)) {
    throw new CannotStart(`--daily-budget must not be more than --monthly-budget: ${daily}, ${monthly}`);
  }
  return { dailyUsd, monthlyUsd };
};

const dollars = (option: string, value: string): number => {
  const number = Number(value);
  if (!/^\d+(?:\.\d{1,6})?$/u.test(value) || number <= 0 || number > mostUsd) {
    throw new CannotStart(
      `${option} must be an amount in US dollars, as 12.50, up to ${mostUsd}, and is ${value}`,
    );
  }
  return number;
};

// As far as a stage may set it.
const mostMinutes = 10_080;

const minutes = (option: string, value: string): number => {
  const number = Number(value);
  if (!/^\d+(?:\.\d{1,3})?$/u.test(value) || number <= 0 || number > mostMinutes) {
    throw new CannotStart(
      `${option} must be a number of minutes, as 0.5, up to ${mostMinutes}, and is ${value}`,
    );
  }
  return number;
};

const wholeNumber = (option: string, value: string, max: number, min = 0): number => {
  const number = Number(value);
  if (!/^\d+$/u.test(value) || number > max || number < min) {
    throw new CannotStart(`${option} must be a whole number from ${min} to ${max}, and is ${value}`);
  }
  return number;
};
