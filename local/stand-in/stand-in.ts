import { join, resolve } from 'node:path';
import { openAdmission } from './admission.ts';
import { createCollector } from './collect-inputs.ts';
import { createDownloads } from './downloads.ts';
import { createEditor } from './editor.ts';
import type { Fault } from './faults/fault.ts';
import { createFaults } from './faults/faults.ts';
import { createHolds } from './faults/holds.ts';
import { openJobStore } from './job-store.ts';
import { createProvider } from './provider.ts';
import { createRunner } from './runner.ts';
import { createServer } from './server.ts';
import { createSubmitBook } from './submits.ts';

export interface StandInProps {
  /** @default - 0 takes any free port */
  readonly port: number;
  /** Jobs, the journal of paid submits and the edited videos live here, and outlive the process. */
  readonly dataFolder: string;
  /** How long a job waits before it runs. @default 2 */
  readonly queueSeconds?: number;
  /** How long a job runs at least; editing its pixels may take longer. @default 4 */
  readonly runSeconds?: number;
  /** The bearer token that callers have to bring. */
  readonly token: string;
  /** @default - no faults; `PUT /control/faults` lays some */
  readonly faults?: readonly Fault[];
  /** Repeats the lots that faults with a `share` draw. @default 1 */
  readonly seed?: number;
  /** What the wallet holds at the start. @default - what it held before; 100,000 in a new data folder */
  readonly balanceUsd?: number;
  /** How many jobs may be queued or running. @default - as many as come */
  readonly jobLimit?: number;
  /** @default - nothing is logged */
  readonly log?: (line: string) => void;
}

export interface StandIn {
  readonly url: string;
  close(): Promise<void>;
}

/** RunComfy's Model API for Kling Video O1's video edit, on this machine: a client of the one works with the other. */
export const startStandIn = async (props: StandInProps): Promise<StandIn> => {
  const { port, token, queueSeconds = 2, runSeconds = 4, log = () => undefined } = props;
  const dataFolder = resolve(props.dataFolder);
  const stop = new AbortController();
  const { signal } = stop;

  const store = await openJobStore(dataFolder);
  const downloads = await createDownloads(join(dataFolder, 'inputs'), signal);
  const editor = await createEditor(dataFolder, signal);
  const runner = createRunner({ store, collect: createCollector(downloads), editor, signal, log });
  const admission = await openAdmission(dataFolder, store);
  if (props.balanceUsd !== undefined) await admission.setMicrodollars(Math.round(props.balanceUsd * 1e6));
  admission.limit = { jobs: props.jobLimit ?? null };
  const faults = createFaults(props.seed);
  faults.lay(props.faults ?? []);
  const provider = createProvider({ store, admission, runner, editor, queueSeconds, runSeconds, log });
  const server = createServer({
    provider,
    store,
    admission,
    faults,
    holds: createHolds(),
    submits: createSubmitBook(),
    token,
    log,
  });

  const close = async (): Promise<void> => {
    stop.abort();
    await server.close();
    await runner.settled();
    await downloads.close();
    await store.close();
  };
  try {
    const url = await server.listen({ host: '127.0.0.1', port });
    for (const job of store.jobs.values()) runner.schedule(job);
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
};
