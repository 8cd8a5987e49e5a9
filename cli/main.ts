import { readFile } from 'node:fs/promises';
import { exitCodes } from './exit-codes.ts';
import { run } from './run.ts';

/** The program: `npx reshoot …`. */
const args = process.argv.slice(2);

const versionOf = async (): Promise<string> => {
  // From the sources, and compiled into dist/.
  for (const path of ['../package.json', '../../package.json']) {
    const text = await readFile(new URL(path, import.meta.url), 'utf8').catch(() => undefined);
    if (text !== undefined) return String((JSON.parse(text) as { version: unknown }).version);
  }
  return 'unknown';
};

const runCommand = async (): Promise<void> => {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // Asked twice, somebody means it.
      if (interrupt.signal.aborted) process.exit(exitCodes.interrupted.code);
      interrupt.abort();
    });
  // Whoever read the results went away, as `head` does: what came of the edit is told to nobody.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.interrupted.code);
    throw error;
  });
  // Without anybody who reads of progress, the results are as good.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await run(args, await versionOf(), {
    env: process.env,
    out: process.stdout,
    err: process.stderr,
    in: process.stdin,
    signal: interrupt.signal,
  });
};

if (args[0] === 'start') {
  const { start } = await import('../local/start.ts');
  await start(args.slice(1), process.env);
} else {
  await runCommand();
}
