import { CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export interface Acknowledgement {
  /** The rule of cdk-nag, with its pack: `AwsSolutions-SMG4`. */
  readonly rule: string;

  /**
   * What of it is excused, where a rule finds several things at one resource.
   *
   * @default - all that the rule finds
   */
  readonly findings?: readonly string[] | undefined;

  /** Why the resource is right as it is. */
  readonly reason: string;
}

/**
 * Says beside one resource why it is right although a rule of cdk-nag finds something. The construct library keeps it:
 * whoever uses these constructs needs no cdk-nag.
 *
 * @throws Error where it would hold for more than one resource
 */
export const acknowledge = (of: IConstruct, { rule, findings, reason }: Acknowledgement): void => {
  const resource = of.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new Error(`${of.node.path} is not one resource`);
  const ids = findings === undefined ? [rule] : findings.map((finding) => `${rule}[${finding}]`);
  Validations.of(resource).acknowledge(...ids.map((id) => ({ id, reason })));
};

/** A resource of a resolved statement in the words of cdk-nag: `<VideoEditResults3F92C98B.Arn>/edits/*`. */
export const inWords = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const [[name, given] = ['', undefined]] = Object.entries(resource as object);
  if (name === 'Ref') return `<${String(given)}>`;
  if (name === 'Fn::GetAtt') return `<${(given as string[]).join('.')}>`;
  if (name !== 'Fn::Join') throw new Error(`there are no words for ${JSON.stringify(resource)}`);
  const [separator, parts] = given as [string, unknown[]];
  return parts.map(inWords).join(separator);
};
