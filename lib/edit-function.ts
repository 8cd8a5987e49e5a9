import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal, type IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Runtime, Tracing, type CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat, type ICommandHooks } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { bundling, bundlingArguments, functionEntry, videoProcess } from './bundling/options.ts';

export interface EditFunctionProps {
  /** The folder of its code, in `lambdas/`. */
  readonly name: string;

  /** What it is for, in one line. */
  readonly description: string;

  /** What it reads at its cold start, and nothing else. */
  readonly environment: Readonly<Record<string, string>>;

  /** When an invocation is given up. */
  readonly timeout: Duration;

  /** Lets it write its traces. */
  readonly traces: IManagedPolicy;

  /**
   * How much memory it has, in MiB; computing power comes with it.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * Whether it looks into videos, in a process with an entry of its own.
   *
   * @default - it does not
   */
  readonly inspectsVideos?: boolean;

  /**
   * How long its log is kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays | undefined;
}

const root = join(import.meta.dirname, '..');

/** One of the project's functions: bundled from its source where that is checked out, ready-made where installed. */
export class EditFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: EditFunctionProps) {
    const { name, description, environment, timeout, memorySize = 256 } = props;
    const ready = join(root, 'functions', name);
    const log = logGroup(scope, `${id}Log`, props.logRetention);
    super(scope, id, {
      role: roleWritingTo(scope, `${id}Role`, log, props.traces),
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      ...(existsSync(ready)
        ? { code: Code.fromAsset(ready) }
        : {
            entry: functionEntry(name),
            projectRoot: root,
            depsLockFilePath: join(root, 'package-lock.json'),
            bundling: {
              format: OutputFormat.CJS,
              target: bundling.target,
              mainFields: [...bundling.mainFields],
              minify: bundling.minify,
              logLevel: LogLevel.WARNING,
              externalModules: [],
              define: bundling.define,
              esbuildArgs: {
                '--alias': Object.entries(bundling.alias).map(([name, file]) => `${name}=${file}`),
              },
              ...(props.inspectsVideos === true ? { commandHooks: bundlesBeside(videoProcess) } : {}),
            },
          }),
      // The SDK's own connections are reused anyway: the variable that this would set is of the SDK before.
      awsSdkConnectionReuse: false,
      // Node.js works in one thread: an arena of memory for each of its helpers is some 6 MB that nothing lives in.
      environment: { ...environment, POWERTOOLS_SERVICE_NAME: name, MALLOC_ARENA_MAX: '1' },
      timeout,
      memorySize,
      logGroup: log,
    });
    // The library's own switch would let it trace a second time, in its own role.
    this.cfnFunction.tracingConfig = { mode: Tracing.ACTIVE };
  }

  // There are no versions and no aliases: who may call it may call nothing beside it.
  override get resourceArnsForGrantInvoke(): string[] {
    return [this.functionArn];
  }

  /** Keeps calls that nobody waited for and that failed for good. The queue that it was given first stays. */
  keepFailedCalls(queue: IQueue): void {
    if (this.cfnFunction.deadLetterConfig !== undefined) return;
    this.cfnFunction.deadLetterConfig = { targetArn: queue.queueArn };
    Grant.addToPrincipal({ grantee: this, actions: ['sqs:SendMessage'], resourceArns: [queue.queueArn] });
  }

  private get cfnFunction(): CfnFunction {
    return this.node.defaultChild as CfnFunction;
  }
}

/** A process is started from a file: it lies beside the function's own, bundled by itself. */
const bundlesBeside = (entry: string): ICommandHooks => ({
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (_from, to) => {
    const words = bundlingArguments(entry, join(to, `${parse(entry).name}.js`));
    return [`npx --no-install esbuild ${words.map((word) => `"${word}"`).join(' ')}`];
  },
});

// In the place of the managed policy, which may write to every log of the account.
const roleWritingTo = (scope: Construct, id: string, log: LogGroup, traces: IManagedPolicy): Role => {
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    managedPolicies: [traces],
  });
  Grant.addToPrincipal({
    grantee: role,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resourceArns: [log.logGroupArn],
  });
  return role;
};

/** A log that goes with its stack. */
export const logGroup = (scope: Construct, id: string, retention = RetentionDays.THREE_MONTHS): LogGroup =>
  new LogGroup(scope, id, { retention, removalPolicy: RemovalPolicy.DESTROY });
