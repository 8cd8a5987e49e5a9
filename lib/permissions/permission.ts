import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge, inWords } from './acknowledge.ts';

export interface PermissionProps {
  /** What it lets do, in one line. */
  readonly description: string;

  /** What is granted: to this policy, in the place of a role. */
  readonly grant: (to: IGrantable) => unknown;

  /** Why the keys of objects that it is about cannot be named one by one. */
  readonly reason: string;
}

/** What several functions may do in a bucket, as one policy: reviewed in one place, and a role has all of it or nothing. */
export class Permission extends ManagedPolicy {
  constructor(scope: Construct, id: string, { description, grant, reason }: PermissionProps) {
    super(scope, id, { description });
    grant(this);
    const { Statement } = Stack.of(this).resolve(this.document) as { Statement: { Resource: unknown }[] };
    const keys = Statement.flatMap(({ Resource }) => Resource)
      .map(inWords)
      .filter((resource) => belowPrefix.test(resource));
    const findings = [...new Set(keys)].map((key) => `Resource::${key}`);
    acknowledge(this, { rule: 'AwsSolutions-IAM5', findings, reason });
  }

  /** Gives it to a function: through the role, so that the function is not there before it. */
  giveTo(made: IFunction): void {
    if (made.role === undefined)
      throw new Error(`${made.node.path} has no role that could be given anything`);
    made.role.addManagedPolicy(this);
  }
}

// Objects of one bucket. A resource that is open in any other way stays a finding.
const belowPrefix = /^(?:<\w+\.Arn>|arn:<AWS::Partition>:s3:::[a-z0-9.-]+)\/[^*?]*\*$/u;
