import { Template } from 'aws-cdk-lib/assertions';
import { acknowledgedIn } from '../test/lib/permissions/nag.ts';
import {
  functionsOf,
  grantsOf,
  grantsOfRole,
  ofType,
  stageStack,
  words,
} from '../test/lib/stage-template.ts';

/** What the roles of a stage may do, and what is acknowledged of it, as tables in Markdown. */
export const permissionTables = (): Readonly<Record<string, string>> => {
  const stack = stageStack();
  const template = Template.fromStack(stack);
  const functions = Object.keys(functionsOf(template)).sort();
  const machines = ofType(template, 'AWS::StepFunctions::StateMachine').map(([id, { Properties }]) => {
    const {
      'Fn::GetAtt': [role],
    } = Properties['RoleArn'] as { 'Fn::GetAtt': [string] };
    return [`state machine \`${words({ Ref: id })}\``, grantsOfRole(template, role)] as const;
  });
  const roles = [
    ...functions.map((name) => [`\`${name}\``, grantsOf(template, name).filter(isItsOwn)] as const),
    ...machines,
  ];
  return {
    grants: table(
      ['role of', 'may'],
      roles.map(([name, grants]) => [name, byResource(grants)]),
    ),
    acknowledgements: table(
      ['resource', 'rule', 'why it is right'],
      Object.values(
        Object.groupBy(acknowledgedIn(stack), ({ at, rule }) => `${at} ${rule.replace(/\[.*/u, '')}`),
      ).map((group = []) => {
        const [first] = group;
        const [, , ...path] = first?.at.split('/') ?? [];
        return [path.slice(0, -1).join(' / '), first?.rule.replace(/\[.*/u, '') ?? '', first?.reason ?? ''];
      }),
    ),
  };
};

// What the text above the table says of every function.
const isItsOwn = (grant: string): boolean => !/^(?:logs|xray|sqs):/u.test(grant);

const byResource = (grants: readonly string[]): string =>
  grants.length === 0
    ? 'nothing'
    : Object.entries(Object.groupBy(grants, (grant) => grant.replace(/^.* on /u, '')))
        .map(([resource, of = []]) => {
          const actions = of.map((grant) => `\`${grant.replace(/ on .*$/u, '')}\``).join(', ');
          return `${actions} on ${resource === '*' ? 'everything' : `\`${resource}\``}`;
        })
        .join('; ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
