import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cache, isolated, root, type MiniStack } from './ministack.ts';

export interface CdkApp {
  /** The folder with cdk.json. @default ours */
  readonly folder?: string;
  /** The command that synthesises. @default that of cdk.json */
  readonly command?: string;
  /** As `-c name=value`. */
  readonly context?: Readonly<Record<string, string>>;
  /** The stacks meant. @default all of the app */
  readonly stacks?: readonly string[];
}

export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Prepares the account as `cdk bootstrap` prepares any. */
export const bootstrap = async (emulator: MiniStack): Promise<void> => {
  // Anywhere but beside a cdk.json: with one, the CLI synthesises that app first.
  await cdk(emulator, cache, ['bootstrap', `aws://${emulator.account}/${emulator.region}`]);
};

/** Deploys the app, and answers with the outputs of its stacks. */
export const deploy = async (emulator: MiniStack, app: CdkApp = {}): Promise<StackOutputs> => {
  const file = join(cache, `outputs-${randomUUID()}.json`);
  try {
    await runApp(emulator, app, [
      'deploy',
      '--require-approval',
      'never',
      '--progress',
      'events',
      '--outputs-file',
      file,
    ]);
    return JSON.parse(await readFile(file, 'utf8')) as StackOutputs;
  } finally {
    await rm(file, { force: true });
  }
};

export const destroy = async (emulator: MiniStack, app: CdkApp = {}): Promise<void> => {
  await runApp(emulator, app, ['destroy', '--force']);
};

const runApp = async (emulator: MiniStack, app: CdkApp, command: readonly string[]): Promise<void> => {
  const { folder = root, command: synthesise, context = {}, stacks = ['--all'] } = app;
  const out = join(cache, `cdk.out-${randomUUID()}`);
  const settings = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
  try {
    const own = synthesise === undefined ? [] : ['--app', synthesise];
    await cdk(emulator, folder, [...command, ...stacks, ...own, '--output', out, ...settings]);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
};

const cdk = async (emulator: MiniStack, folder: string, args: readonly string[]): Promise<void> => {
  await mkdir(cache, { recursive: true });
  const program = spawn(
    process.execPath,
    [join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args, '--ci', '--no-color', '--no-notices'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: isolated({
        ...emulator.env,
        CDK_HOME: cache,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: 'true',
      }),
    },
  );
  let said = '';
  const listen = (chunk: Buffer) => (said += chunk.toString());
  program.stdout.on('data', listen);
  program.stderr.on('data', listen);
  // A custom resource that never answers holds a deployment for an hour, as on AWS.
  const patience = setTimeout(() => program.kill(), 240_000);
  const [code] = (await once(program, 'close')) as [number | null];
  clearTimeout(patience);
  if (code === 0) return;
  const ending = code === null ? 'was stopped after four minutes' : 'failed';
  throw new Error(`cdk ${args.join(' ')} ${ending} (the emulator's log is ${emulator.log}):\n${said}`);
};
