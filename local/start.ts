import open from 'open';
import type { BudgetSettings } from '../lambdas/contract/budget.ts';
import type { EditBody } from '../lambdas/contract/edit.ts';
import type { EveryEvent } from '../lambdas/contract/every-event.ts';
import type { RejectedDetail } from '../lambdas/contract/inbox.ts';
import type { Provider } from '../lambdas/core/provider.ts';
import { usdOf, type Books } from '../lambdas/core/spending.ts';
import { startEdition, type Edition } from './edition.ts';
import { CannotStart, firstLine } from './errors.ts';
import { onLeaving } from './leaving.ts';
import { help, startOptions } from './start-options.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Runs the edition of this machine until it is told to stop; says on one line why it cannot start, and ends the process. */
export const start = async (args: readonly string[], env: Env): Promise<void> => {
  try {
    await run(args, env);
  } catch (error) {
    if (error instanceof CannotStart) console.error(`reshoot: ${error.message}`);
    else console.error(error);
    process.exit(1);
  }
};

const run = async (args: readonly string[], env: Env): Promise<void> => {
  const options = startOptions(args, env);
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  printToWhomever();
  const edition = await startEdition({
    ...options,
    ...(options.live ? { beforeSending: printAccount } : {}),
  });
  stopOnSignal(edition);
  console.log(`Reshoot is listening on ${edition.url}`);
  console.log(`  console   open that address in a browser${options.open ? '' : ', or start with --open'}`);
  console.log(`  provider  ${edition.providerName}`);
  console.log(`  results   ${edition.bucketFolder}`);
  if (edition.inboxFolder !== undefined) console.log(`  inbox     ${edition.inboxFolder}`);
  if (edition.spent !== undefined) console.log(`  budget    ${budgetLine(options.budget, edition.spent)}`);
  const resumed = Object.entries(edition.resumed);
  if (resumed.length > 0) {
    const total = resumed.reduce((sum, [, count]) => sum + count, 0);
    const each = resumed.map(([status, count]) => `${count} ${status}`).join(', ');
    console.log(`  resumed   ${total} edits of the last run (${each})`);
  }
  edition.events.on('event', (event) => {
    printEvent(event, edition.url);
  });
  if (options.open) await open(edition.url);
};

/** Who reads what is printed may leave (`npm start | head -1`), and that is no reason to stop edits that are paid for. */
const printToWhomever = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
};

const budgetLine = (
  { dailyUsd, monthlyUsd }: BudgetSettings = {},
  { todayMicros, monthMicros }: Books,
): string =>
  [
    ...(dailyUsd === undefined ? [] : [`${dollars(usdOf(todayMicros))} of ${dollars(dailyUsd)} today`]),
    ...(monthlyUsd === undefined
      ? []
      : [`${dollars(usdOf(monthMicros))} of ${dollars(monthlyUsd)} this month`]),
  ].join(', ');

const dollars = (usd: number): string => `$${usd.toFixed(2)}`;

const printAccount = async (provider: Provider): Promise<void> => {
  const [seen, price] = await Promise.all([provider.account(), provider.price()]).catch((cause: unknown) => {
    throw new CannotStart(`RunComfy does not tell its price: ${firstLine(cause)}`, { cause });
  });
  if ('why' in seen) throw new CannotStart(`RunComfy does not tell the balance: ${seen.why}`);
  const { balanceUsd = 0 } = seen;
  console.log(`RunComfy account: $${balanceUsd.toFixed(2)} left; $${price.baseUsd} a ${price.unit}`);
};

const printEvent = ({ 'detail-type': type, detail }: EveryEvent, url: string): void => {
  const said = 'edit' in detail ? editLine(detail.edit, url) : rejectedLine(detail);
  console.log(`${detail.occurred_at} ${type} ${said}`.trimEnd());
};

const editLine = ({ edit_id: editId, outputs, error }: EditBody, url: string): string => {
  const links = outputs.map(({ key }) => `${url}/files/${key}`).join(' ');
  return `${editId} ${error?.message ?? links}`;
};

const rejectedLine = ({ origin, message, errors }: RejectedDetail): string =>
  [`${origin.key} ${message}`, ...errors.map((error) => `${error.path} ${error.message}`)].join('; ');

const stopOnSignal = (edition: Edition): void => {
  let stopping = false;
  const stop = (signal: string): void => {
    // Asked twice, somebody means it; everything is on record, and the next start goes on.
    if (stopping) process.exit(1);
    stopping = true;
    console.log(
      `${signal}: finishing what is being sent or stored; the rest goes on at the next start (again: stop at once)`,
    );
    edition.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  onLeaving(stop);
};
