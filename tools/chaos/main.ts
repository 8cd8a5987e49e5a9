import { parseArgs } from 'node:util';
import { chaos } from './chaos.ts';

const help = `The local edition under random faults and kills, and its books against the provider's.

  npm run chaos -- [options]

  --edits N   how many edits are asked for (default 300)
  --kills N   how often the process is killed, and more often until every state was hit (default 50)
  --seed N    the same faults and the same luck again (default 1); when a kill falls is the machine's luck besides
  --slots N   how many edits the provider is given at once (default 20)
  --help      this text

It ends with 1 where an edit was paid twice, a result that was paid for was lost, or anything else does not balance.
`;

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { edits: text, kills: text, seed: text, slots: text, help: { type: 'boolean' } },
});

const count = (option: 'edits' | 'kills' | 'seed' | 'slots', usual: number, least: number): number => {
  const value = values[option] ?? String(usual);
  if (!/^\d{1,6}$/u.test(value) || Number(value) < least) {
    throw new Error(`--${option} must be a whole number from ${least} on, and is ${value}`);
  }
  return Number(value);
};

const main = async (): Promise<void> => {
  if (values.help === true) {
    process.stdout.write(help);
    return;
  }
  const seed = count('seed', 1, 0);
  const { faults, lines } = await chaos({
    edits: count('edits', 300, 1),
    kills: count('kills', 50, 0),
    seed,
    slots: count('slots', 20, 1),
    print: console.log,
  });
  for (const line of lines) console.log(line);
  for (const fault of faults) console.error(`does not balance: ${fault}`);
  if (faults.length === 0) console.log(`balanced   with seed ${seed}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  // Whoever still asks for edits would ask for ever.
  process.exit(1);
});
