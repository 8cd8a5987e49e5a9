import { Stack, type Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { BudgetSettings } from '../lambdas/contract/budget.ts';
import type { EnvironmentPart, Variables } from '../lambdas/contract/environment.ts';
import type { RelaxedLimits } from '../lambdas/contract/limits.ts';
import type { LookLimits } from '../lambdas/contract/look-limits.ts';
import type { SpendingBy } from '../lambdas/contract/spending-by.ts';
import { accessSettings, type Access } from './access.ts';
import type { Deadlines } from './deadlines.ts';
import type { DeliveriesTable } from './deliveries-table.ts';
import { EditFunction } from './edit-function.ts';
import type { EditsTable } from './edits-table.ts';
import type { InboxPlace } from './inbox.ts';
import type { InputBucket, InputCdn } from './input-bucket.ts';
import type { ProviderPlace } from './provider-place.ts';
import type { ResultsBucket } from './results-bucket.ts';
import type { Retention } from './retention.ts';
import { grantReadSecret, secretId } from './secrets.ts';
import { functionTraces } from './permissions/watching.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

/** What the functions work with. */
export interface EditFunctionsProps
  extends Omit<Deadlines, 'executionTimeout'>, Pick<Retention, 'recordsKept' | 'logRetention'> {
  readonly stage: string;
  readonly edits: EditsTable;
  readonly deliveries: DeliveriesTable;
  readonly results: ResultsBucket;
  readonly bus: IEventBus;
  readonly provider: ProviderPlace;
  readonly providerToken: ISecret;
  readonly webhookSecret: ISecret;
  readonly webhookSecretOverlap: Duration;
  readonly webhooks: readonly WebhookReceiver[];
  readonly access: Access;
  readonly inbox: InboxPlace;
  readonly inboxOwner: string;
  readonly inputBuckets: readonly InputBucket[];
  readonly inputCdns: readonly InputCdn[];
  readonly relaxedLimits: RelaxedLimits;
  readonly slots: number;
  readonly looking: LookLimits;
  readonly budget?: BudgetSettings | undefined;
  readonly spendingBy: SpendingBy;
}

export interface WantedFunction<Part extends EnvironmentPart> {
  readonly name: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize?: number;
  readonly inspectsVideos?: boolean;
  /** What it is told of; it may use what it is told of. */
  readonly parts: readonly Part[];
}

/** What functions are told of from the beginning; state machines call functions that are there before them. */
export type Told = Exclude<EnvironmentPart, 'workflow' | 'delivering'>;

const grant = (grantee: IGrantable, action: string, resource: string) =>
  Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [resource] });

/** What a function is told of each part, by its environment. */
const variablesOf = (
  scope: Construct,
  props: EditFunctionsProps,
): { readonly [Part in Told]: Variables<Part> } => {
  const { edits, deliveries, results, bus, provider, providerToken, webhookSecret } = props;
  const { inbox, inputBuckets, inputCdns } = props;
  return {
    stage: { STAGE: props.stage },
    edits: { EDITS_TABLE: edits.table.tableName, RECORDS_KEPT_DAYS: String(props.recordsKept.toDays()) },
    notices: { EVENT_BUS: bus.eventBusName },
    results: { RESULTS_BUCKET: results.bucket.bucketName },
    provider: {
      PROVIDER_URL: provider.url,
      PROVIDER_BALANCE_URL: provider.balanceUrl ?? provider.url,
      PROVIDER_SECRET: secretId(providerToken),
    },
    outputs: { PROVIDER_URL: provider.url, OUTPUT_HOSTS: JSON.stringify(provider.outputHosts ?? []) },
    access: { ACCESS: JSON.stringify(accessSettings(props.access)) },
    inputs: {
      PROVIDER_URL: provider.url,
      RESULTS_BUCKET: results.bucket.bucketName,
      INPUT_BUCKETS: Stack.of(scope).toJsonString(
        inputBuckets.map(({ bucket, prefixes = [] }) => ({ name: bucket.bucketName, prefixes })),
      ),
    },
    inbox: {
      INBOX_BUCKET: inbox.bucket.bucketName,
      INBOX_PREFIX: inbox.prefix,
      OUTBOX_PREFIX: inbox.outboxPrefix,
    },
    inboxOwner: { INBOX_OWNER: props.inboxOwner },
    cdns: {
      INPUT_CDNS: Stack.of(scope).toJsonString(
        inputCdns.map(({ bucket = results.bucket, domainName: domain, keyPairId, privateKey }) => ({
          bucket: bucket.bucketName,
          domain,
          keyPairId,
          secret: secretId(privateKey),
        })),
      ),
    },
    limits: { RELAXED_LIMITS: JSON.stringify(props.relaxedLimits) },
    patience: {
      OVERDUE_MINUTES: String(props.overdueAfter.toMinutes()),
      REFUSED_HOURS: String(props.giveUpAfter.toHours()),
      RETENTION_DAYS: String(props.providerKeeps.toDays()),
    },
    looking: { LOOKING: JSON.stringify(props.looking) },
    capacity: { SLOTS: String(props.slots) },
    budget: { BUDGET: JSON.stringify(props.budget ?? null) },
    spending: { SPENDING_BY: JSON.stringify(props.spendingBy) },
    deliveries: { DELIVERIES_TABLE: deliveries.table.tableName },
    callbacks: { PROVIDER_URL: provider.url },
    receivers: { RECEIVERS: JSON.stringify(props.webhooks) },
    signing: {
      WEBHOOK_SECRET: secretId(webhookSecret),
      WEBHOOK_OVERLAP_HOURS: String(props.webhookSecretOverlap.toHours({ integral: false })),
    },
  };
};

/** Makes functions, each with a role of its own, and grants what comes with a part or is needed by several. */
export const functionMaker = (scope: Construct, props: EditFunctionsProps) => {
  const { bus, providerToken, webhookSecret, logRetention } = props;
  const variables = variablesOf(scope, props);
  const traces = functionTraces(scope);
  const made: EditFunction[] = [];

  const make = (id: string, { parts, ...wanted }: WantedFunction<Told>): EditFunction => {
    const environment = Object.fromEntries(parts.flatMap((part) => Object.entries(variables[part])));
    const one = new EditFunction(scope, id, { ...wanted, environment, traces, logRetention });
    if (parts.includes('notices')) grant(one, 'events:PutEvents', bus.eventBusArn);
    if (parts.includes('provider')) grantReadSecret(providerToken, one);
    if (parts.includes('signing')) grantReadSecret(webhookSecret, one);
    made.push(one);
    return one;
  };
  const startsExecutionsOf = (made: EditFunction, stateMachine: IStateMachine): EditFunction => {
    made.addEnvironment('STATE_MACHINE_ARN', stateMachine.stateMachineArn);
    grant(made, 'states:StartExecution', stateMachine.stateMachineArn);
    return made;
  };
  const startsDeliveriesOf = (made: EditFunction, stateMachine: IStateMachine): EditFunction => {
    made.addEnvironment('DELIVERY_STATE_MACHINE_ARN', stateMachine.stateMachineArn);
    grant(made, 'states:StartExecution', stateMachine.stateMachineArn);
    return made;
  };
  return { make, made, startsExecutionsOf, startsDeliveriesOf };
};
