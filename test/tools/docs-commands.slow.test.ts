import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type * as z from 'zod';
import { webhookTestRequestSchema } from '../../lambdas/contract/delivery.ts';
import { editRequestSchema } from '../../lambdas/contract/edit-request.ts';
import { resolveRequestSchema } from '../../lambdas/contract/edit.ts';
import { uploadRequestSchema } from '../../lambdas/contract/upload.ts';
import { localUrls } from '../../lambdas/contract/urls.ts';
import { openApi } from '../../lambdas/contract/openapi.ts';
import { faultList } from '../../local/stand-in/faults/fault.ts';
import { awsFaults } from '../docs/aws-commands.ts';
import { commandsOf, optionsOf, type Command } from '../docs/commands.ts';
import { allBlocks, root } from '../docs/pages.ts';

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

/** What the pages tell the reader to have at hand. */
const variables = {
  ...{ API: 'https://api.example.com', EDIT_ID: 'ed_1', EDIT: 'ed_1', DELIVERY_ID: 'dl_1', DELIVERY: 'dl_1' },
  ...{ SECRET: 'secret', WEBHOOK_SECRET: 'secret', RUNCOMFY_TOKEN: 'token', ALARM: 'alarm', QUEUE: 'queue' },
  ...{ MACHINE: 'machine', EXECUTION: 'execution', ARCHIVE: 'archive', BUS: 'bus', RULE: 'rule' },
  ...{
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 't',
  },
};

const blocks = (await allBlocks()).filter(({ language }) => language === 'sh');
const read = await Promise.all(
  blocks.map(async ({ page, line, text }) => {
    // The runbook tells the reader to keep this function.
    const signed = text.includes('signed ') && !text.includes('signed()') ? 'signed() { curl "$@"; }\n' : '';
    return [`${page}:${line}`, await commandsOf(signed + text, variables)] as const;
  }),
);
const called = (program: string): [place: string, command: Command][] =>
  read.flatMap(([place, commands]) =>
    commands.filter(([name]) => name === program).map((command): [string, Command] => [place, command]),
  );

const helps = new Map<string, Promise<string>>();
/** What a program says of its options. Its own parser refuses those that it has not. */
const helpOf = async (file: string, args: Command): Promise<string> => {
  const asked = JSON.stringify([file, args]);
  const env = { PATH: process.env['PATH'] ?? '', CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const said =
    helps.get(asked) ??
    run(process.execPath, [file, ...args, '--help'], { cwd: root, env }).then(({ stdout }) => stdout);
  helps.set(asked, said);
  return said;
};

const unknownIn = (help: string, args: Command): readonly string[] =>
  optionsOf(args).filter((option) => !new RegExp(`(?<![\\w-])${option}(?![\\w-])`, 'u').test(help));

const reshoot = async ([command = '', ...args]: Command): Promise<readonly string[]> => {
  const file = command === 'start' ? 'local/main.ts' : 'cli/main.ts';
  const help = await helpOf(join(root, file), command === 'start' ? args : [command]);
  return unknownIn(help, args);
};

const cdk = async ([command = '', ...args]: Command): Promise<readonly string[]> =>
  unknownIn(await helpOf(resolve('aws-cdk/bin/cdk'), [command]), args);

const npm = async ([, command = '', ...args]: Command): Promise<readonly string[]> => {
  if (['ci', 'init', 'install', 'pkg', 'pack'].includes(command)) return [];
  const [script = '', rest] = command === 'run' ? [args[0], args.slice(1)] : [command, args];
  const file = / (?<file>\S+\.ts)$/u.exec(scripts[script] ?? '')?.groups?.['file'];
  if (scripts[script] === undefined) return [`there is no npm run ${script}`];
  const [dashes, ...own] = rest;
  if (dashes === undefined) return [];
  if (dashes !== '--' || file === undefined) return [`npm run ${script} hands nothing on`];
  if (script === 'reshoot') return reshoot(own);
  try {
    return unknownIn(await helpOf(join(root, file), own), own);
  } catch (error) {
    // It has no help, and that is the first that it does not know.
    if (String(error).includes("Unknown option '--help'")) return [];
    throw error;
  }
};

const bodies: readonly (readonly [call: RegExp, schema: z.ZodType])[] = [
  [/^POST \/v1\/edits$/u, editRequestSchema(localUrls)],
  [/^POST \/v1\/edits\/[^/]+\/resolve$/u, resolveRequestSchema],
  [/^POST \/v1\/uploads$/u, uploadRequestSchema],
  [/^POST \/v1\/webhooks\/test$/u, webhookTestRequestSchema(localUrls)],
  [/^PUT \/control\/faults$/u, faultList],
];

const calls = Object.entries(openApi()['paths'] as Record<string, object>).flatMap(([path, item]) =>
  Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
);
const known = [...calls, 'GET /v1/health', 'GET /v1/openapi.json', 'PUT /control/faults'].map(
  (call) => new RegExp(`^${call.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u'),
);

const after = (args: Command, ...options: string[]): string | undefined =>
  args[args.findIndex((arg) => options.includes(arg)) + 1 || args.length];

describe('a command in the docs', () => {
  it('is in every block of a shell', () => {
    const silent = ['README.md'];
    const without = read
      .filter(([, commands]) => commands.length === 0)
      .map(([place]) => place.split(':')[0]);
    // That one is run as it is, by the README's own test.
    expect(without).toEqual(silent);
  });

  it.each(called('npm'))('%s: %j names a script, and options that it takes', async (_place, command) => {
    expect(await npm(command)).toEqual([]);
  });

  it.each(called('npx'))(
    '%s: %j has options that there are',
    async (_place, [, program = '', ...args]) => {
      expect(['cdk', 'reshoot']).toContain(program);
      expect(await (program === 'cdk' ? cdk : reshoot)(args)).toEqual([]);
    },
    60_000,
  );

  it.each(called('aws'))('%s: %j is a call of the service, with fields that it has', (_place, command) => {
    expect(awsFaults(command)).toEqual([]);
  });

  it.each(called('curl'))(
    '%s: %j calls what there is, with a body that is taken',
    async (_place, [, ...args]) => {
      const { stdout: help } = await run('curl', ['--help', 'all']);
      expect(unknownIn(help, args)).toEqual([]);
      const url = args.find((arg) => /^https?:\/\//u.test(arg)) ?? '';
      const call = `${after(args, '--request') ?? 'GET'} ${new URL(url).pathname}`;
      expect(known.some((each) => each.test(call))).toBe(true);
      const data = after(args, '--data');
      const schema = bodies.find(([of]) => of.test(call))?.[1];
      expect(data === undefined).toBe(schema === undefined);
      if (data !== undefined) expect(schema?.safeParse(JSON.parse(data)).error).toBeUndefined();
    },
  );

  it.each(called('node'))(
    '%s: %j runs a file that is there, or a script that can be read',
    async (_place, command) => {
      const script = after(command, '--eval');
      if (script === undefined) expect(existsSync(join(root, command[1] ?? ''))).toBe(true);
      else expect(() => new Script(script)).not.toThrow();
    },
  );
});
