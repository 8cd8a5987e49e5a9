import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Environment } from '../../contract/environment.ts';
import { withRelaxed } from '../../contract/limits.ts';
import { deployedUrls, isLoopback, type UrlPolicy } from '../../contract/urls.ts';
import type { ProviderDeps, TellingDeps, TurnDeps } from '../../core/deps.ts';
import type { InboxPlaces } from '../../core/inbox.ts';
import type { InputPlaces } from '../../core/input-places.ts';
import type { OutlookDeps } from '../../core/looking-ahead.ts';
import { countedNotices, countedRejections, countedUndeliverables } from '../../core/measuring.ts';
import { patience, type Patience } from '../../core/patience.ts';
import type { PreflightDeps } from '../../core/preflight.ts';
import type { RecoverDeps } from '../../core/recovering.ts';
import type { DeliveryDeps, RecoverDeliveryDeps } from '../../core/recovering-deliveries.ts';
import { budgetLimits } from '../../core/spending.ts';
import type { ReservingDeps } from '../../core/reserving.ts';
import type {
  Budget,
  Downloads,
  Edits,
  Inbox,
  Inputs,
  Log,
  Notices,
  Rejections,
  Results,
  Workflow,
} from '../../core/ports.ts';
import type { Callbacks, Deliveries, DeliveryRuns, Webhooks } from '../../core/webhooks.ts';
import type { Prices, Provider } from '../../core/provider.ts';
import { dynamoBudget } from '../dynamodb/budget.ts';
import { dynamoDeliveries } from '../dynamodb/deliveries.ts';
import { dynamoEdits } from '../dynamodb/edits.ts';
import { dynamoPrices } from '../dynamodb/prices.ts';
import { dynamoTimes } from '../dynamodb/times.ts';
import { dynamoTurns } from '../dynamodb/turns.ts';
import { eventBridgeNotices } from '../eventbridge/notices.ts';
import { eventBridgeRejections } from '../eventbridge/rejections.ts';
import { inputMedia } from '../media/input-media.ts';
import { inspectMedia } from '../media/inspect-media.ts';
import { eventBridgeUndeliverables } from '../eventbridge/undeliverables.ts';
import { mediaDownloads } from '../media/media-downloads.ts';
import { providerName } from '../runcomfy/provider-name.ts';
import { runcomfyProvider } from '../runcomfy/provider.ts';
import { modelId } from '../runcomfy/wire-request.ts';
import { s3Inbox } from '../s3/inbox.ts';
import { objectMedia } from '../s3/object-media.ts';
import { s3Results } from '../s3/results.ts';
import { signedInputs } from '../s3/signed-inputs.ts';
import { secretPrivateKeys } from '../secrets/private-key.ts';
import { secretsManagerSecrets } from '../secrets/provider-token.ts';
import { secretsManagerWebhookSecrets } from '../secrets/webhook-secrets.ts';
import { stepFunctionsDeliveryRuns, stepFunctionsWorkflow } from '../stepfunctions/workflow.ts';
import { systemClock } from '../system-clock.ts';
import { publicCallbacks } from '../webhooks/receiver-places.ts';
import { signedWebhooks } from '../webhooks/webhooks.ts';
import type { Observed } from './observe.ts';
import { table } from './table.ts';

export const connectEdits = ({
  EDITS_TABLE: tableName,
  RECORDS_KEPT_DAYS: keptDays,
}: Environment<'edits'>): Edits => dynamoEdits({ client: table, tableName, clock: systemClock, keptDays });

const connectLine = (
  { EDITS_TABLE: tableName, SLOTS: slots }: Environment<'capacity' | 'edits'>,
  log: Log,
): Pick<TurnDeps, 'turns' | 'times' | 'slots'> => ({
  turns: dynamoTurns({ client: table, tableName, clock: systemClock }),
  times: dynamoTimes({ client: table, tableName, clock: systemClock, log }),
  slots,
});

/** What it takes to tell how long an edit still takes. */
export const connectLookingAhead = (
  env: Environment<'capacity' | 'edits'>,
  { log }: Observed,
): OutlookDeps & { readonly edits: Edits } => ({
  ...connectLine(env, log),
  edits: connectEdits(env),
  clock: systemClock,
});

// What is never set need not be asked for.
const connectBudget = ({
  EDITS_TABLE: tableName,
  BUDGET: budget,
}: Environment<'budget' | 'edits'>): { readonly budget?: Budget } =>
  budget === null ? {} : { budget: dynamoBudget({ client: table, tableName, limits: budgetLimits(budget) }) };

/** What the provider asks. @param provider asked where what is known is old */
export const connectPrices = (
  { EDITS_TABLE: tableName }: Environment<'edits'>,
  { log }: Observed,
  provider?: Provider,
): Prices => dynamoPrices({ client: table, tableName, provider, clock: systemClock, log });

/** What it takes to tell whether one more edit is over budget. */
export const connectCounting = (
  env: Environment<'budget' | 'edits'>,
  observed: Observed,
): Pick<ReservingDeps, 'budget' | 'prices'> => ({
  ...connectBudget(env),
  prices: connectPrices(env, observed),
});

const connectWorkflow = ({ STATE_MACHINE_ARN: stateMachineArn }: Environment<'workflow'>): Workflow =>
  stepFunctionsWorkflow({ client: new SFNClient(), stateMachineArn });

const connectNotices = ({ EVENT_BUS: busName }: Environment<'notices'>, log: Log): Notices =>
  eventBridgeNotices({ client: new EventBridgeClient(), busName, log });

export const connectResults = ({ RESULTS_BUCKET: bucketName }: Environment<'results'>): Results =>
  s3Results({ client: new S3Client(), bucketName });

const connectProvider = (env: Environment<'provider'>, log: Log): Provider =>
  runcomfyProvider({
    baseUrl: env.PROVIDER_URL,
    balanceUrl: env.PROVIDER_BALANCE_URL,
    secrets: secretsManagerSecrets({ secretId: env.PROVIDER_SECRET }),
    log,
  });

/** Larger than anything the provider makes of ten seconds. */
const outputBytes = 2 * 1_024 ** 3;

// A stand-in on the same machine serves its outputs itself, over http.
export const connectDownloads = ({
  PROVIDER_URL: url,
  OUTPUT_HOSTS: hosts,
}: Environment<'outputs'>): Downloads =>
  mediaDownloads({
    places: isLoopback(new URL(url))
      ? { kind: 'loopback', origins: [new URL(url).origin] }
      : { kind: 'public', hosts },
    maxBytes: outputBytes,
  });

export const connectInputs = ({ INPUT_CDNS: cdns }: Environment<'cdns'>): Inputs =>
  signedInputs({ client: new S3Client(), cdns, privateKey: secretPrivateKeys(), clock: systemClock });

export const connectInbox = ({
  INBOX_BUCKET: bucketName,
  RESULTS_BUCKET: resultsBucketName,
}: Environment<'inbox' | 'results'>): Inbox =>
  s3Inbox({ client: new S3Client(), bucketName, resultsBucketName });

export const inboxPlaces = (env: Environment<'inbox'>): InboxPlaces => ({
  bucket: env.INBOX_BUCKET,
  inboxPrefix: env.INBOX_PREFIX,
  outboxPrefix: env.OUTBOX_PREFIX,
});

export const connectRejections = (
  { EVENT_BUS: busName }: Environment<'notices'>,
  { meter }: Observed,
): Rejections =>
  countedRejections(eventBridgeRejections({ client: new EventBridgeClient(), busName }), meter);

/** What looks into inputs before anything is paid. */
export const connectPreflight = (env: Environment<'inputs' | 'limits'>): PreflightDeps => ({
  media: inputMedia({ openObject: objectMedia(new S3Client()), loopbackHttp: isStandIn(env) }),
  inspect: inspectMedia,
  limits: withRelaxed(env.RELAXED_LIMITS),
});

// Callers of a stage whose provider is a stand-in on this machine are on it, too.
const isStandIn = ({ PROVIDER_URL: url }: Environment<'callbacks'>): boolean => isLoopback(new URL(url));

/** What an address must be like to be told anything. */
export const connectCallbacks = (
  env: Environment<'callbacks'>,
): { urls: UrlPolicy; callbacks: Callbacks } => ({
  urls: { ...deployedUrls, loopbackHttp: isStandIn(env) },
  callbacks: publicCallbacks({ loopbackHttp: isStandIn(env) }),
});

export const inputRules = (
  env: Environment<'inputs'>,
): { urls: UrlPolicy; inputPlaces: InputPlaces; callbacks: Callbacks } => ({
  ...connectCallbacks(env),
  inputPlaces: { ownBucket: env.RESULTS_BUCKET, buckets: env.INPUT_BUCKETS },
});

const patienceOf = ({
  OVERDUE_MINUTES: overdueMinutes,
  REFUSED_HOURS: refusedHours,
  RETENTION_DAYS: retentionDays,
}: Environment<'patience'>): Patience => ({ ...patience, overdueMinutes, refusedHours, retentionDays });

/** What it takes to change an edit and to tell of it. */
export const connectTelling = (
  env: Environment<'edits' | 'notices' | 'spending'>,
  { log, meter }: Observed,
): TellingDeps => ({
  edits: connectEdits(env),
  notices: countedNotices(connectNotices(env, log), meter, env.SPENDING_BY),
  clock: systemClock,
  log,
});

/** What it takes to start the workflow of an edit, again if need be. */
export const connectRecovering = (
  env: Environment<'edits' | 'notices' | 'patience' | 'spending' | 'workflow'>,
  observed: Observed,
): RecoverDeps => ({
  ...connectTelling(env, observed),
  workflow: connectWorkflow(env),
  patience: patienceOf(env),
});

/** What it takes to stand in line, and to leave it. */
export const connectTurns = (
  env: Environment<'budget' | 'capacity' | 'edits' | 'notices' | 'patience' | 'spending'>,
  observed: Observed,
): TurnDeps => ({
  ...connectTelling(env, observed),
  ...connectLine(env, observed.log),
  ...connectBudget(env),
  patience: patienceOf(env),
});

/** What it takes to take stock of a stage. */
export const connectStock = (
  env: Environment<'budget' | 'capacity' | 'edits'>,
  { log }: Observed,
): Omit<TurnDeps, 'notices'> => ({
  edits: connectEdits(env),
  ...connectLine(env, log),
  ...connectBudget(env),
  patience,
  clock: systemClock,
  log,
});

/** What it takes to deal with the provider about an edit. */
export const connectDealing = (
  env: Environment<'budget' | 'capacity' | 'edits' | 'notices' | 'patience' | 'provider' | 'spending'>,
  observed: Observed,
): ProviderDeps => ({
  ...connectTurns(env, observed),
  provider: connectProvider(env, observed.log),
});

/** What it takes to tell of the account at the provider, and of what the stage has set. */
export const connectAccount = (
  env: Environment<'budget' | 'capacity' | 'edits' | 'limits' | 'provider'>,
  observed: Observed,
) => ({
  provider: connectProvider(env, observed.log),
  providerName: providerName(env.PROVIDER_URL),
  model: modelId,
  prices: connectPrices(env, observed),
  ...connectBudget(env),
  slots: env.SLOTS,
  relaxedLimits: env.RELAXED_LIMITS,
  urls: connectCallbacks(env).urls,
  uploads: true,
  clock: systemClock,
});

export const connectDeliveries = ({ DELIVERIES_TABLE: tableName }: Environment<'deliveries'>): Deliveries =>
  dynamoDeliveries({ client: table, tableName, clock: systemClock });

export const connectDeliveryRuns = ({
  DELIVERY_STATE_MACHINE_ARN: stateMachineArn,
}: Environment<'delivering'>): DeliveryRuns =>
  stepFunctionsDeliveryRuns({ client: new SFNClient(), stateMachineArn });

/** What it takes to change a delivery, and to tell that it is undeliverable. */
export const connectTellingOfDeliveries = (
  env: Environment<'deliveries' | 'notices'>,
  { log, meter }: Observed,
): DeliveryDeps => ({
  deliveries: connectDeliveries(env),
  undeliverables: countedUndeliverables(
    eventBridgeUndeliverables({ client: new EventBridgeClient(), busName: env.EVENT_BUS, log }),
    meter,
  ),
  clock: systemClock,
  log,
});

/** What it takes to start a delivery, again if need be. */
export const connectDelivering = (
  env: Environment<'deliveries' | 'delivering' | 'notices'>,
  observed: Observed,
): RecoverDeliveryDeps => ({
  ...connectTellingOfDeliveries(env, observed),
  deliveryRuns: connectDeliveryRuns(env),
  patience,
});

export const connectWebhooks = (env: Environment<'callbacks' | 'signing'>): Webhooks =>
  signedWebhooks({
    secrets: secretsManagerWebhookSecrets({
      secretId: env.WEBHOOK_SECRET,
      overlapHours: env.WEBHOOK_OVERLAP_HOURS,
      clock: systemClock,
    }),
    places: { loopbackHttp: isStandIn(env) },
    clock: systemClock,
  });
