import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { CannotStart } from './errors.ts';

// In TypeScript where the project is checked out, compiled where it is installed.
const app = join(import.meta.dirname, '..', 'bin', `app${extname(import.meta.filename)}`);
const stage = 'dev';

/** An Amazon States Language definition, and which function each of its Task states calls. */
export interface Definition {
  readonly definition: { readonly StartAt: string; readonly States: Readonly<Record<string, object>> };
  /** By the state's name; the function's without the stage. */
  readonly functions: Readonly<Record<string, string>>;
}

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});
const joinSchema = z.object({
  'Fn::Join': z.tuple([z.literal(''), z.array(z.union([z.string(), z.object({ Ref: z.string() })]))]),
});
const statesSchema = z.looseObject({
  StartAt: z.string(),
  States: z.record(z.string(), z.looseObject({ Type: z.string(), Resource: z.string().optional() })),
});

/**
 * The state machine as the CDK app synthesises it, taken out of the template whole. In a process of its own: the
 * construct library takes some 400 MB, which this one would never give back.
 * @param folder where the synthesised app is put
 */
export const synthesise = async (folder: string): Promise<Definition> => {
  try {
    await promisify(execFile)(process.execPath, [app], {
      env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify({ stage }) },
    });
  } catch (cause) {
    throw new CannotStart('the state machine could not be synthesised from the CDK app', { cause });
  }
  const template = await readFile(join(folder, `Reshoot-${stage}.template.json`), 'utf8');
  return fromTemplate(JSON.parse(template));
};

const fromTemplate = (template: unknown): Definition => {
  const resources = Object.values(templateSchema.parse(template).Resources);
  const machine = resources.find(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
  const { 'Fn::Join': join } = joinSchema.parse(machine?.Properties?.['DefinitionString']);
  const text = join[1].map((part) => (typeof part === 'string' ? part : bound(part.Ref))).join('');
  const definition = statesSchema.parse(JSON.parse(text));
  const functions = Object.entries(definition.States).flatMap(([state, { Type, Resource }]) =>
    Type === 'Task' ? [[state, nameOf(Resource ?? '')]] : [],
  );
  return { definition, functions: Object.fromEntries(functions) as Record<string, string> };
};

// What CloudFormation would put there; nothing is called by these names here.
const bound = (ref: string): string =>
  ({ 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::AccountId': '123456789012' })[ref] ?? ref;

const nameOf = (resource: string): string =>
  resource.slice(resource.indexOf(`reshoot-${stage}-`) + 9 + stage.length);
