import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ReshootStack } from '../../lib/reshoot-stack.ts';
import { parseStageSettings } from '../../lib/settings/stage-settings.ts';

// With the feature flags that the command deploys with.
const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A stage, without the code of its functions. */
export const stageStack = (settings: unknown = {}, stage = 'test'): ReshootStack =>
  new ReshootStack(new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } }), 'Reshoot', {
    stage,
    settings: parseStageSettings(settings, 'the settings of this test'),
  });

/** A stage as CloudFormation gets it. */
export const stageTemplate = (settings: unknown = {}, stage = 'test'): Template =>
  Template.fromStack(stageStack(settings, stage));

export const resourcesOf = (template: Template): Readonly<Record<string, Resource>> =>
  (template.toJSON() as { Resources: Record<string, Resource> }).Resources;

export const ofType = (template: Template, type: string): readonly [string, Resource][] =>
  Object.entries(resourcesOf(template)).filter(([, { Type }]) => Type === type);

/** Each of the project's functions, by the name of its folder. */
export const functionsOf = (template: Template): Readonly<Record<string, [string, Resource]>> =>
  Object.fromEntries(
    ofType(template, 'AWS::Lambda::Function').map(([id, resource]) => [
      (variablesOf(resource)['POWERTOOLS_SERVICE_NAME'] ?? id) as string,
      [id, resource],
    ]),
  );

export const variablesOf = ({ Properties }: Resource): Readonly<Record<string, unknown>> =>
  (Properties['Environment'] as { Variables: Record<string, unknown> } | undefined)?.Variables ?? {};

/** What a value of the template points at, in words: `Edits.Arn/index/by-owner`. */
export const words = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(words).join(' | ');
  const [[name, given] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return shortId(String(given));
  if (name === 'Fn::GetAtt') return shortId((given as [string])[0]);
  if (name === 'Fn::Join') {
    const [separator, parts] = given as [string, unknown[]];
    return parts.map(words).join(separator);
  }
  return JSON.stringify(value);
};

// Without what the construct library adds to make it unique.
const shortId = (id: string): string => id.replace(/^VideoEdit/u, '').replace(/[0-9A-F]{8}$/u, '');

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** The statements of a policy document, as a property of any name holds it. */
export const statementsOf = (document: unknown): readonly Statement[] =>
  (document as { Statement: Statement[] }).Statement;

/** What the role of a function may do: `action on resource`, sorted. */
export const grantsOf = (template: Template, name: string): readonly string[] => {
  const [, lambda] = functionsOf(template)[name] ?? [];
  const [roleId] = (lambda?.Properties['Role'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'];
  return grantsOfRole(template, roleId);
};

/** What a role may do: by its own policies, and by those of the stage that it has with others. */
export const grantsOfRole = (template: Template, roleId: string): readonly string[] => {
  const resources = resourcesOf(template);
  const { ManagedPolicyArns: shared = [], Policies: within } = resources[roleId]?.Properties ?? {};
  if (within !== undefined) throw new Error(`${roleId} has policies within`);
  const policies = [
    ...ofType(template, 'AWS::IAM::Policy')
      .filter(([, { Properties }]) =>
        (Properties['Roles'] as { Ref: string }[]).some(({ Ref }) => Ref === roleId),
      )
      .map(([, policy]) => policy),
    ...(shared as { Ref?: string }[]).map(({ Ref = '' }) => {
      const policy = resources[Ref];
      if (policy?.Type !== 'AWS::IAM::ManagedPolicy') throw new Error(`${roleId} has a policy of others`);
      return policy;
    }),
  ];
  return policies
    .flatMap(({ Properties }) => statementsOf(Properties['PolicyDocument']))
    .flatMap(({ Effect, Action, Resource }) => {
      if (Effect !== 'Allow') throw new Error(`${roleId} is ${Effect}`);
      return [Action].flat().flatMap((action) => [Resource].flat().map((on) => `${action} on ${words(on)}`));
    })
    .sort();
};
