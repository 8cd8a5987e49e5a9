import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { z } from 'zod';
import { ReshootStack } from '../../lib/reshoot-stack.ts';
import { root } from './bundles.ts';

/** What a function is deployed with. */
export interface Deployed {
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
}

const functionSchema = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Properties: z.object({
    MemorySize: z.number(),
    Environment: z.object({ Variables: z.looseObject({ POWERTOOLS_SERVICE_NAME: z.string() }) }),
  }),
});
const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });
const cdkSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/** What the stack of a stage without settings gives every function, by the function's name. */
export const deployedFunctions = (): Readonly<Record<string, Deployed>> => {
  const { context } = cdkSchema.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  new ReshootStack(app, 'Reshoot', { stage: 'bench', settings: {} });
  const { Resources } = templateSchema.parse(app.synth().getStackByName('Reshoot').template);
  const functions = Object.values(Resources).flatMap(
    (resource) => functionSchema.safeParse(resource).data ?? [],
  );
  return Object.fromEntries(
    functions.map(({ Properties: { Environment, MemorySize: memoryMb } }) => [
      Environment.Variables.POWERTOOLS_SERVICE_NAME,
      {
        environment: Object.fromEntries(
          Object.entries(Environment.Variables).map(([name, value]) => [name, text(value)]),
        ),
        memoryMb,
      },
    ]),
  );
};

/** A value as CloudFormation would fill it in, with the logical ids of what it points at. */
const text = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [[kind, given] = ['', undefined]] = Object.entries(Object(value) as object) as [string, unknown][];
  if (kind === 'Ref') return String(given);
  if (kind === 'Fn::GetAtt') return (given as string[]).join('-');
  if (kind !== 'Fn::Join') throw new Error(`no variable was ever a ${kind}`);
  const [separator, parts] = given as [string, unknown[]];
  return parts.map(text).join(separator);
};
