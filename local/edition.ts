import { randomBytes } from 'node:crypto';
import { dynamoBudget } from '../lambdas/adapters/dynamodb/budget.ts';
import { dynamoEdits } from '../lambdas/adapters/dynamodb/edits.ts';
import { dynamoPrices } from '../lambdas/adapters/dynamodb/prices.ts';
import { dynamoTimes } from '../lambdas/adapters/dynamodb/times.ts';
import { dynamoTurns } from '../lambdas/adapters/dynamodb/turns.ts';
import { inputMedia } from '../lambdas/adapters/media/input-media.ts';
import { inspectMedia } from '../lambdas/adapters/media/inspect-media.ts';
import { modelId } from '../lambdas/adapters/runcomfy/wire-request.ts';
import { systemClock } from '../lambdas/adapters/system-clock.ts';
import { cancelEdit } from '../lambdas/cancel-edit/cancel-edit.ts';
import type { BudgetSettings } from '../lambdas/contract/budget.ts';
import { limits } from '../lambdas/contract/limits.ts';
import type { EditRequest } from '../lambdas/core/edit.ts';
import { patience as usualPatience, type Patience } from '../lambdas/core/patience.ts';
import type { Provider } from '../lambdas/core/provider.ts';
import { preflight, type PreflightDeps } from '../lambdas/core/preflight.ts';
import { budgetLimits, type Books } from '../lambdas/core/spending.ts';
import { createUpload } from '../lambdas/create-upload/create-upload.ts';
import { deleteEdit } from '../lambdas/delete-edit/delete-edit.ts';
import { listEdits } from '../lambdas/list-edits/list-edits.ts';
import { readAccount } from '../lambdas/read-account/read-account.ts';
import { readEdit } from '../lambdas/read-edit/read-edit.ts';
import { readOutput } from '../lambdas/read-output/read-output.ts';
import { recover, type Recovered } from '../lambdas/recover/recover.ts';
import { reportUpload } from '../lambdas/report-upload/report-upload.ts';
import { resolveEdit } from '../lambdas/resolve-edit/resolve-edit.ts';
import { submitEdit } from '../lambdas/submit-edit/submit-edit.ts';
import { localOwner } from './api-request.ts';
import { takeDataFolder } from './data-folder.ts';
import { synthesise, type Definitions } from './definition.ts';
import { startEngine } from './engine.ts';
import { openEventLog, type EventLog, type LocalRule } from './event-log.ts';
import { openFileLog } from './file-log.ts';
import { expireFiles } from './expire-files.ts';
import { folderInbox, localPlaces } from './folder-inbox.ts';
import { folderInputs, folderObject } from './folder-inputs.ts';
import { folderResults } from './folder-results.ts';
import { inTurn } from './in-turn.ts';
import { connectProvider, providerNameOf, type ProviderChoice } from './provider.ts';
import { startServer } from './server.ts';
import { standInTimes } from './stand-in-times.ts';
import { openDeliveriesTable, openTable } from './table.ts';
import { folderUploads } from './uploads.ts';
import { openWebhookSecrets } from './webhook-secret-file.ts';
import { localWebhooks } from './webhooks.ts';
import { watchInbox } from './watch-inbox.ts';
import { workflowBehaviours } from './workflow-behaviours.ts';

export interface EditionProps {
  /** 0 for any that is free. */
  readonly port: number;
  readonly dataFolder: string;
  /** @param standInFolder where a stand-in inside this process keeps its jobs */
  readonly provider: (standInFolder: string) => ProviderChoice;
  /** How many edits the provider is given at once. @default 5 */
  readonly slots?: number | undefined;
  /** What the provider may be paid. @default - anything */
  readonly budget?: BudgetSettings | undefined;
  /** In the place of what the product waits for, where a test cannot. */
  readonly patience?: Patience | undefined;
  /** State machines that are synthesised already, and waits of their states that a test need not wait for. */
  readonly machines?:
    { readonly definitions?: Definitions; readonly waits?: Readonly<Record<string, number>> } | undefined;
  /** Called before anything can be sent to the provider; what it throws keeps the edition from starting. */
  readonly beforeSending?: (provider: Provider) => Promise<void>;
}

export interface Edition {
  readonly url: string;
  readonly bucketFolder: string;
  /** Where files are dropped; absent where the provider could not read them. */
  readonly inboxFolder: string | undefined;
  readonly providerName: string;
  readonly events: EventLog['events'];
  /** What is spent and set aside as it starts; absent where no budget is set. */
  readonly spent: Books | undefined;
  /** How many edits of an earlier process go on, by where they stood when it ended. */
  readonly resumed: Recovered['found'];
  close(): Promise<void>;
}

const stage = 'local';
const sweepSeconds = 60;
/** With what looking takes and the wait for a verdict, callers have their answer within 30 s, as deployed. */
const turnToLookMs = 8_000;

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
  props: EditionProps,
  closing: (() => Promise<unknown>)[],
): Promise<Omit<Edition, 'close'>> => {
  const {
    dataFolder,
    provider: choose,
    machines: { definitions: given, waits = {} } = {},
    beforeSending,
  } = props;
  const { slots = 5, patience = usualPatience } = props;
  const clock = systemClock;
  const folder = await takeDataFolder(dataFolder);
  closing.push(async () => folder.release());
  const choice = choose(folder.standIn);
  await folder.belongsTo(providerNameOf(choice));
  const log = openFileLog(folder.log);
  closing.push(async () => log.close());
  const closed = <Opened extends { close(): Promise<void> }>(opened: Opened): Opened => {
    closing.push(async () => opened.close());
    return opened;
  };
  const [definitions, table, deliveriesTable, secrets] = await Promise.all([
    given ?? synthesise(folder.synthesised),
    openTable(folder.table).then(closed),
    openDeliveriesTable(folder.deliveries).then(closed),
    openWebhookSecrets(folder.webhookSecret),
  ]);
  // Last: a stand-in inside goes on at once with the jobs it had, and wants inputs that this process serves.
  const connected = closed(await connectProvider(choice, log));
  const { provider, downloads } = connected;
  await beforeSending?.(provider);
  const edits = dynamoEdits({ ...table, clock });
  const turns = dynamoTurns({ ...table, clock });
  const learned = dynamoTimes({ ...table, clock, log });
  const times =
    choice.kind === 'stand-in' ? standInTimes(learned, choice.queueSeconds + choice.runSeconds) : learned;
  let leaving = false;
  const mayLinger = () => !leaving;
  let port = 0;
  const uploads = folderUploads(folder.bucket, () => `http://127.0.0.1:${port}/uploads`);
  const results = folderResults(folder.bucket, (key) => `http://127.0.0.1:${port}/files/${key}`);
  const rules: LocalRule[] = [];
  const notices = openEventLog(folder.events, rules);
  const webhooks = localWebhooks({
    machine: { definition: definitions.deliveries, waits },
    table: deliveriesTable,
    secrets,
    undeliverables: notices,
    ...{ edits, results, clock, log, patience },
  });
  const { deliveries, callbacks } = webhooks;
  const inbox = folderInbox(folder.bucket);
  const holding = { inbox, places: localPlaces };
  const report = reportUpload({ edits, clock, ...holding });
  rules.push(webhooks.begin, async (event) =>
    event.detail.edit.origin.type === 'inbox' ? report(event) : undefined,
  );
  const budget = props.budget && dynamoBudget({ ...table, limits: budgetLimits(props.budget) });
  const prices = dynamoPrices({ ...table, provider, clock, log });
  const common = {
    mayLinger,
    edits,
    provider,
    notices,
    turns,
    times,
    slots,
    budget,
    clock,
    log,
    patience,
  };

  const turnsToLook = inTurn();
  const engine = startEngine({
    definition: definitions.edits,
    waits,
    log,
    behaviours: workflowBehaviours({
      ...common,
      ...{ prices, downloads, results },
      inspect: async (media, kind) => turnsToLook.do(async () => inspectMedia(media, kind)),
      inputs: folderInputs(folder.bucket, results),
    }),
  });
  const looking: PreflightDeps = {
    media: inputMedia({
      openObject: folderObject(folder.bucket),
      loopbackHttp: connected.urls.loopbackHttp,
    }),
    inspect: inspectMedia,
    limits,
  };
  const recovering = { ...common, workflow: engine };
  const recoverEdits = recover({ ...recovering, ...holding, deliveries, results, sweepSeconds });

  const asking = {
    stage,
    urls: connected.urls,
    inputPlaces: { ownBucket: results.bucket, buckets: [] },
    // In its turn before anything is opened: a server's time is not counted while nobody reads.
    lookInto: async (request: EditRequest) =>
      turnsToLook.within(turnToLookMs, async () => preflight(request, looking)),
    callbacks,
  };
  const server = await startServer({
    port: props.port,
    bucketFolder: folder.bucket,
    endpoints: {
      submit: submitEdit({
        ...recovering,
        ...asking,
        prices,
        randomBytes: () => randomBytes(17),
        verdictSeconds: 8,
      }),
      read: readEdit(common),
      list: listEdits(common),
      cancel: cancelEdit(common),
      resolve: resolveEdit(recovering),
      delete: deleteEdit({ ...common, ...holding, deliveries, results }),
      readOutput: readOutput({ edits, results, clock }),
      createUpload: createUpload({
        uploads: connected.urls.s3 ? uploads : undefined,
        clock,
        randomBytes: () => randomBytes(16),
      }),
      readAccount: readAccount({
        provider,
        providerName: providerNameOf(choice),
        model: modelId,
        ...{ prices, budget, slots, clock },
        relaxedLimits: {},
        urls: connected.urls,
        uploads: connected.urls.s3,
        // Everybody on one machine is its owner.
        tellsAll: true,
      }),
      ...webhooks.endpoints,
    },
    uploads: uploads.plugin,
    notices: { path: folder.events, events: notices.events },
    inputs: { edits, loopbackHttp: connected.urls.loopbackHttp },
    log,
  });
  ({ port } = server);
  closing.push(
    async () => webhooks.engine.close(),
    async () => engine.close(),
    async () => server.close(),
  );

  // Before the engine waits for what is being done: nobody is to wait in line until then.
  closing.push(async () => {
    leaving = true;
  });

  // The process that ran all earlier executions is dead: the data folder's lock says so.
  const { found } = await recoverEdits('orphaned');
  await webhooks.recover('orphaned');
  const expire = async (): Promise<void> => {
    try {
      // As deployed: with a budget an edit may wait for a month.
      await expireFiles(folder.bucket, clock.now(), budget === undefined ? undefined : 40);
    } catch (error) {
      log.error('old uploads were not deleted; tried again in an hour', { error });
    }
  };
  await expire();
  const expiring = setInterval(() => void expire(), 3_600_000);
  const sweep = setInterval(() => {
    for (const swept of [recoverEdits('late'), webhooks.recover('late')]) {
      swept.catch((error: unknown) => {
        log.error('the sweep failed; the next one tries again', { error });
      });
    }
  }, sweepSeconds * 1_000);
  closing.push(async () => {
    clearInterval(sweep);
    clearInterval(expiring);
  });

  // Where the provider cannot read from this machine, there is no inbox on it.
  const watched = connected.urls.s3
    ? await watchInbox(folder.bucket, {
        ...recovering,
        ...asking,
        ...holding,
        owner: localOwner,
        rejections: notices.rejections,
      })
    : undefined;
  if (watched !== undefined) closing.push(async () => watched.close());

  return {
    inboxFolder: watched?.folder,
    url: `http://127.0.0.1:${port}`,
    bucketFolder: folder.bucket,
    providerName: connected.name,
    events: notices.events,
    spent: await budget?.read(clock.now()),
    resumed: found,
  };
};
