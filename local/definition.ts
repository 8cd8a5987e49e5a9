import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { CannotStart, firstLine } from './errors.ts';

// In TypeScript where the project is checked out, compiled where it is installed.
const app = join(import.meta.dirname, '..', 'bin', `app${extname(import.meta.filename)}`);
const stage = 'dev';
// The code of the functions is not bundled: nobody deploys this.
const context = { stage, 'aws:cdk:bundling-stacks': [] };

/** An Amazon States Language definition, and which function each of its Task states calls. */
export interface Definition {
  readonly definition: { readonly StartAt: string; readonly States: Readonly<Record<string, object>> };
  /** By the state's name; the function's without the stage. */
  readonly functions: Readonly<Record<string, string>>;
}

/** Every state machine of a stage. */
export interface Definitions {
  /** The way of an edit. */
  readonly edits: Definition;
  /** The way of a delivery. */
  readonly deliveries: Definition;
}

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});
const arnSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const joinSchema = z.object({
  'Fn::Join': z.tuple([z.literal(''), z.array(z.union([z.string(), arnSchema]))]),
});
const functionSchema = z.object({
  Environment: z.object({ Variables: z.object({ POWERTOOLS_SERVICE_NAME: z.string() }) }),
});
const statesSchema = z.looseObject({
  StartAt: z.string(),
  States: z.record(z.string(), z.looseObject({ Type: z.string(), Resource: z.string().optional() })),
});

/**
 * The state machines as the CDK app synthesises them, taken out of the template whole. In a process of its own: the
 * construct library takes some 400 MB, which this one would never give back.
 * @param folder where the synthesised app is put
 */
export const synthesise = async (folder: string): Promise<Definitions> => {
  try {
    await promisify(execFile)(process.execPath, [app], {
      env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
  } catch (cause) {
    throw new CannotStart(`the state machines cannot be synthesised from the CDK app: ${whatItSaid(cause)}`, {
      cause,
    });
  }
  const template = await readFile(join(folder, `Reshoot-${stage}.template.json`), 'utf8');
  return fromTemplate(JSON.parse(template));
};

// A process that ended with a stack trace names its error in one line of it.
const whatItSaid = (cause: unknown): string => {
  const said = typeof cause === 'object' && cause !== null && 'stderr' in cause ? String(cause.stderr) : '';
  return /^\w*Error(?: \[\w+\])?: (.+)$/mu.exec(said)?.[1] ?? firstLine(cause);
};

const fromTemplate = (template: unknown): Definitions => {
  const { Resources: resources } = templateSchema.parse(template);
  const all = Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')
    .map(({ Properties }) => toDefinition(Properties, resources));
  const beginningWith = (state: string): Definition => {
    const found = all.find(({ definition }) => definition.StartAt === state);
    if (found === undefined) throw new CannotStart(`no state machine of the CDK app begins with ${state}`);
    return found;
  };
  return { edits: beginningWith('Send'), deliveries: beginningWith('Deliver') };
};

const toDefinition = (
  properties: Readonly<Record<string, unknown>> = {},
  resources: z.output<typeof templateSchema>['Resources'],
): Definition => {
  const { 'Fn::Join': join } = joinSchema.parse(properties['DefinitionString']);
  const text = join[1]
    .map((part) => (typeof part === 'string' ? part : arnOf(resources[part['Fn::GetAtt'][0]]?.Properties)))
    .join('');
  const definition = statesSchema.parse(JSON.parse(text));
  const functions = Object.entries(definition.States).flatMap(([state, { Type, Resource = '' }]) =>
    Type === 'Task' ? [[state, Resource.slice(arn.length)]] : [],
  );
  return { definition, functions: Object.fromEntries(functions) as Record<string, string> };
};

// What CloudFormation would put there; nothing is called by it here.
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:';
const arnOf = (properties: unknown): string =>
  arn + functionSchema.parse(properties).Environment.Variables.POWERTOOLS_SERVICE_NAME;
