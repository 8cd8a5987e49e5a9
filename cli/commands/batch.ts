import { mkdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { leftBehind } from '../edits/ending.ts';
import { countsOf, resultDocument, summaryText } from '../batch/line-result.ts';
import { planBatch } from '../batch/plan.ts';
import { runBatch } from '../batch/run-batch.ts';
import { usageError } from '../errors.ts';
import { exitOfAll, type Exit } from '../exit-codes.ts';
import { writeDurably } from '../journal/write-durably.ts';
import type { Session } from '../session.ts';

export interface BatchOptions {
  readonly concurrency: string;
  readonly outDir?: string | undefined;
  readonly wait: boolean;
  readonly force?: boolean | undefined;
}

const mostAtOnce = 64;

/** `reshoot batch`: sends every edit of a manifest, each once however often it is run, and follows them all. */
export const batch = async (manifest: string, options: BatchOptions, session: Session): Promise<Exit> => {
  const { wait, force = false } = options;
  const { screen, signal } = session;
  const concurrency = concurrencyOf(options.concurrency);
  const text = await readManifest(manifest);
  const outFolder = options.outDir === undefined ? undefined : resolve(options.outDir);
  if (outFolder !== undefined) await makeFolder(outFolder);
  const edits = await planBatch({ manifest, text, outFolder, force }, session);
  for (const { lines } of edits.filter((edit) => edit.lines.length > 1)) {
    const numbers = lines.map(({ number }) => number).join(', ');
    screen.say(`lines ${numbers} are the same edit, which is made once; another "take" makes another`);
  }
  const results = await runBatch(
    {
      ...{ edits, concurrency, wait, force },
      ended: (result) => {
        if (screen.json) screen.result('', resultDocument(result));
      },
    },
    session,
  );
  const resultsFile = `${manifest}.results.jsonl`;
  const documents = results.map((result) => `${JSON.stringify(resultDocument(result))}\n`);
  await writeDurably(resolve(resultsFile), documents.join(''));
  if (signal.aborted) throw leftBehind([]);
  screen.result(summaryText(results), { summary: countsOf(results) });
  const errors = new Set(results.flatMap(({ error }) => error?.next ?? []));
  for (const next of errors) screen.say(next);
  screen.say(`line by line: ${resultsFile}`);
  return exitOfAll(results.map(({ exit }) => exit));
};

const concurrencyOf = (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/u.test(text) || number < 1 || number > mostAtOnce)
    throw usageError(`--concurrency must be a whole number from 1 to ${mostAtOnce}, and is ${text}`);
  return number;
};

const readManifest = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw usageError(
      `MANIFEST ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
};

const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw usageError(
      `--out-dir ${path} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
};
