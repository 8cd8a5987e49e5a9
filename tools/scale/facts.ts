/** A limit of AWS, and where it is said. */
export interface Quota {
  readonly value: number;
  /** In regions other than us-east-1, us-west-2 and eu-west-1, at least; absent where it is the same. */
  readonly elsewhere?: number;
  readonly source: string;
}

const stepFunctions = 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html';
const lambda = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const eventBridge = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html';
const onDemand =
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html';
const partition =
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html';

/** As of November 2026; defaults of an account that is not new. Units a second where nothing else is said. */
export const quotas = {
  transitions: { value: 5_000, elsewhere: 800, source: stepFunctions },
  startExecution: { value: 300, elsewhere: 150, source: stepFunctions },
  /** At once. */
  openExecutions: { value: 1_000_000, source: stepFunctions },
  /** At once. */
  lambdaConcurrency: { value: 1_000, source: lambda },
  /** Of a partition, and so of one item and of one key of an index. */
  partitionWrites: { value: 1_000, source: partition },
  partitionReads: { value: 3_000, source: partition },
  /** Of a table, without asking for more. */
  tableWrites: { value: 40_000, source: onDemand },
  /** Of a table that is new: more comes as the load grows. */
  newTableWrites: { value: 4_000, source: onDemand },
  putEvents: { value: 10_000, elsewhere: 400, source: eventBridge },
  ruleInvocations: { value: 18_750, elsewhere: 750, source: eventBridge },
  apiRequests: {
    value: 10_000,
    elsewhere: 2_500,
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  /** Of one prefix. */
  s3Puts: {
    value: 3_500,
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html',
  },
  secretReads: {
    value: 10_000,
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html',
  },
} satisfies Record<string, Quota>;

/** What is the stage's own, by settings and by what they may be. */
export const settings = { slots: 5, mostSlots: 1_000, throttlePerSecond: 50 };

/** How long jobs take: log-normal, as `docs/architecture.md` and the simulations of the line have it. */
export const jobs = { medianSeconds: 180, sigma: 0.4 };

/** What cannot be counted here, since nothing of it runs on AWS: assumed, and to be replaced by what a stage measures. */
export const assumed = {
  /** The provider's answer to the paid call. */
  submitSeconds: 2,
  outputBytes: 20_000_000,
  /** How long one call of a function takes; 0.3 where nothing is said. */
  functionSeconds: {
    'submit-edit': 3,
    send: 2.5,
    'store-result': 4,
    'read-edit': 0.1,
    'read-output': 0.1,
    'start-deliveries': 0.1,
  } as Readonly<Record<string, number>>,
  /** Logs of executions and functions: of each transition, with the function that it calls. */
  logBytesOfTransition: 2_500,
  /** How long an environment of a function uses a token that it read. */
  secretSeconds: 300,
  /** The busiest moments of a day, held against its mean. */
  peak: 5,
};
