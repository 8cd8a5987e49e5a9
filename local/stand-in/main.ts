import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { faultList } from './faults/fault.ts';
import { modelId } from './published-model.ts';
import { startStandIn } from './stand-in.ts';
import { standInToken } from './token.ts';

const usage = `Usage: npm run stand-in -- [options]

Plays RunComfy's Model API for ${modelId} on this machine.

  --port N          listen on this port of 127.0.0.1 (default 8099; 0 takes a free one)
  --queue SECONDS   how long a job waits before it runs (default 2)
  --run SECONDS     how long a job runs at least (default 4)
  --data FOLDER     jobs, journal and videos (default .reshoot/stand-in)
  --token TOKEN     the bearer token callers bring (default ${standInToken})
  --faults FILE     faults to begin with, as PUT /control/faults takes them
  --seed N          repeats the lots that faults with a share draw (default 1)
  --balance USD     what the wallet holds at the start (default what it held; at first 100000)
  --limit N         how many jobs may be queued or running (default as many as come)
  --help            this text
`;

const number = (highest: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().max(highest));

const options = z.object({
  port: number(65535).pipe(z.int()).default(8099),
  queue: number(86_400).default(2),
  run: number(86_400).default(4),
  data: z.string().min(1).default('.reshoot/stand-in'),
  token: z.string().min(1).default(standInToken),
  faults: z.string().min(1).optional(),
  seed: number(4_294_967_295).pipe(z.int()).default(1),
  balance: number(1e9).optional(),
  limit: number(1e9).pipe(z.int()).optional(),
});

const main = async (): Promise<void> => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      port: text,
      queue: text,
      run: text,
      data: text,
      token: text,
      faults: text,
      seed: text,
      balance: text,
      limit: text,
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const parsed = options.safeParse(values);
  if (!parsed.success) {
    const option = String(parsed.error.issues[0]?.path[0]);
    throw new Error(`--${option} cannot be '${Reflect.get(values, option) as string}' (try --help)`);
  }
  const { port, queue, run, data, token, faults, seed, balance, limit } = parsed.data;
  const standIn = await startStandIn({
    port,
    dataFolder: data,
    queueSeconds: queue,
    runSeconds: run,
    token,
    faults: faults === undefined ? [] : faultList.parse(JSON.parse(await readFile(faults, 'utf8'))),
    seed,
    balanceUsd: balance,
    jobLimit: limit,
    log: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(
    `The stand-in listens on ${standIn.url}: POST ${standIn.url}/v1/models/${modelId} with 'Authorization: Bearer ${token}'\n`,
  );
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void standIn.close());
};

const wordsOf = (error: unknown): string => {
  if (error instanceof z.ZodError) return `--faults: ${z.prettifyError(error).replaceAll(/\s*\n\s*/g, ' ')}`;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error)
    return `port ${String(error.port)} is taken by another process (choose one with --port)`;
  return error.message.split('\n')[0] ?? '';
};

main().catch((error: unknown) => {
  process.stderr.write(`stand-in: ${wordsOf(error)}\n`);
  process.exitCode = 1;
});
