import { describe, expect, it } from '@jest/globals';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { VideoEditWorkflow } from '../../lib/video-edit-workflow.ts';
import { ofType, words } from './stage-template.ts';
import { somebodysStack, templateWith, workflowIn } from './workflow-template.ts';

const grants = [
  'grantSubmit',
  'grantUpload',
  'grantRead',
] as const satisfies readonly (keyof VideoEditWorkflow)[];

describe('a role that is let use the API', () => {
  it.each<[(typeof grants)[number], readonly string[]]>([
    ['grantSubmit', ['$default/POST/v1/edits']],
    ['grantUpload', ['$default/POST/v1/uploads']],
    ['grantRead', ['$default/GET/v1/edits', '$default/GET/v1/edits/*', '$default/GET/v1/account']],
  ])('by %s may call exactly that', (grant, routes) => {
    const template = templateWith(
      () => ({}),
      (workflow, stack) => {
        const role = new Role(stack, 'Caller', { assumedBy: new AccountRootPrincipal() });
        expect(workflow[grant](role).success).toBe(true);
      },
    );
    const [policy] = ofType(template, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('Caller'));
    const { Statement } = policy?.[1].Properties['PolicyDocument'] as {
      Statement: { Effect: string; Action: string; Resource: unknown }[];
    };
    expect(Statement.map(({ Effect, Action }) => [Effect, Action])).toEqual([
      ['Allow', 'execute-api:Invoke'],
    ]);
    const arn = 'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:Api/';
    expect(Statement.flatMap(({ Resource }) => [Resource].flat().map(words))).toEqual(
      routes.map((route) => `${arn}${route}`),
    );
  });

  it.each(grants)('fails by %s where callers have tokens: no permission lets them in', (grant) => {
    const stack = somebodysStack();
    const access = { kind: 'jwt', issuer: 'https://issuer.example.com', audience: ['reshoot'] } as const;
    const role = new Role(stack, 'Caller', { assumedBy: new AccountRootPrincipal() });
    expect(() => workflowIn(stack, { access })[grant](role)).toThrow(
      'callers of this API have tokens of https://issuer.example.com: no permission can be granted',
    );
  });
});
