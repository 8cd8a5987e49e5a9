import { join, resolve } from 'node:path';
import { createCollector } from './collect-inputs.ts';
import { createDownloads } from './downloads.ts';
import { createEditor } from './editor.ts';
import { createFaults, type Fault } from './faults.ts';
import { openJobStore } from './job-store.ts';
import { createProvider } from './provider.ts';
import { createRunner } from './runner.ts';
import { createServer } from './server.ts';

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
  const faults = createFaults();
  faults.lay(props.faults ?? []);
  const provider = createProvider({ store, runner, editor, queueSeconds, runSeconds, log });
  const server = createServer({ provider, store, faults, token, signal, log });

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
