import { randomBytes } from 'node:crypto';
import { dynamoEdits } from '../lambdas/adapters/dynamodb/edits.ts';
import { systemClock } from '../lambdas/adapters/system-clock.ts';
import { cancelEdit } from '../lambdas/cancel-edit/cancel-edit.ts';
import { patience } from '../lambdas/core/patience.ts';
import type { Provider } from '../lambdas/core/ports.ts';
import { listEdits } from '../lambdas/list-edits/list-edits.ts';
import { readEdit } from '../lambdas/read-edit/read-edit.ts';
import { recover } from '../lambdas/recover/recover.ts';
import { submitEdit } from '../lambdas/submit-edit/submit-edit.ts';
import { takeDataFolder } from './data-folder.ts';
import { synthesise } from './definition.ts';
import { startEngine } from './engine.ts';
import { openEventLog, type EventLog } from './event-log.ts';
import { openFileLog } from './file-log.ts';
import { folderResults } from './folder-results.ts';
import { page } from './page.ts';
import { connectProvider, type ProviderChoice } from './provider.ts';
import { startServer } from './server.ts';
import { openTable } from './table.ts';
import { workflowBehaviours } from './workflow-behaviours.ts';

export interface EditionProps {
  /** 0 for any that is free. */
  readonly port: number;
  readonly dataFolder: string;
  /** @param standInFolder where a stand-in inside this process keeps its jobs */
  readonly provider: (standInFolder: string) => ProviderChoice;
  /** Called before anything can be sent to the provider; what it throws keeps the edition from starting. */
  readonly beforeSending?: (provider: Provider) => Promise<void>;
}

export interface Edition {
  readonly url: string;
  readonly bucketFolder: string;
  readonly providerName: string;
  readonly events: EventLog['events'];
  /** How many edits of an earlier process go on. */
  readonly resumed: number;
  close(): Promise<void>;
}

const stage = 'local';
const sweepSeconds = 60;

/** The whole of Reshoot in this process, on one folder. @throws CannotStart */
export const startEdition = async (props: EditionProps): Promise<Edition> => {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.toReversed()) await step();
  };
  try {
    return { ...(await assemble(props, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
};

const assemble = async (
  { dataFolder, port, provider: choose, beforeSending }: EditionProps,
  closing: (() => Promise<unknown>)[],
): Promise<Omit<Edition, 'close'>> => {
  const clock = systemClock;
  const folder = await takeDataFolder(dataFolder);
  closing.push(async () => folder.release());
  const choice = choose(folder.standIn);
  await folder.belongsTo(choice.kind === 'live' ? 'RunComfy' : 'a stand-in');
  const log = openFileLog(folder.log);
  closing.push(async () => log.close());
  const [definition, table, connected] = await Promise.all([
    synthesise(folder.synthesised),
    openTable(folder.table).then((opened) => {
      closing.push(async () => opened.close());
      return opened;
    }),
    connectProvider(choice, log).then((opened) => {
      closing.push(async () => opened.close());
      return opened;
    }),
  ]);
  const { provider, downloads } = connected;
  await beforeSending?.(provider);
  const notices = openEventLog(folder.events);
  const edits = dynamoEdits({ ...table, clock });
  const common = { edits, provider, notices, clock, log, patience };

  const engine = startEngine({
    definition,
    log,
    behaviours: workflowBehaviours({ ...common, downloads, results: folderResults(folder.bucket) }),
  });
  const recovering = { ...common, workflow: engine };
  const recoverEdits = recover(recovering);

  const server = await startServer({
    port,
    bucketFolder: folder.bucket,
    endpoints: {
      submit: submitEdit({
        ...recovering,
        stage,
        urls: connected.urls,
        randomBytes: () => randomBytes(17),
        verdictSeconds: 8,
      }),
      read: readEdit(common),
      list: listEdits(common),
      cancel: cancelEdit(common),
    },
    page: page({ edits, clock, provider: connected.name }),
    log,
  });
  closing.push(
    async () => engine.close(),
    async () => server.close(),
  );

  // The process that ran all earlier executions is dead: the data folder's lock says so.
  const { started } = await recoverEdits('orphaned');
  const sweep = setInterval(() => {
    recoverEdits('late').catch((error: unknown) => {
      log.error('the sweep failed; the next one tries again', { error });
    });
  }, sweepSeconds * 1_000);
  closing.push(async () => {
    clearInterval(sweep);
  });

  return {
    url: `http://127.0.0.1:${server.port}`,
    bucketFolder: folder.bucket,
    providerName: connected.name,
    events: notices.events,
    resumed: started,
  };
};
