import { Stack, Token, TokenComparison, type Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct, IConstruct } from 'constructs';

/** What a stage uses in the place of what it would make itself: of its own account and region. */
export interface GivenResources {
  /**
   * Where outputs are stored, and the inbox lies by default. What is under `edits/`, `work/` and `uploads/` is the
   * stage's; who may read the bucket, from which pages, and what expires there, is for its owner to say. An imported
   * bucket has to name its KMS key, where it has one, and to send its events to EventBridge by itself.
   *
   * @default - a private bucket is made that clears `work/` and `uploads/` after a week, and survives the stack
   */
  readonly bucket?: IBucket | undefined;

  /**
   * Where events are told, and an archive keeps them. Events of others on it are left alone; another stage must not
   * tell its own there.
   *
   * @default - a bus is made
   */
  readonly bus?: IEventBus | undefined;

  /**
   * The provider's token, bare. An imported secret has to name its KMS key, where it has one.
   *
   * @default - a secret is made, and edits wait until somebody puts the token there
   */
  readonly providerToken?: ISecret | undefined;

  /**
   * What webhooks are signed with: 24 bytes or more as base64, with `whsec_` in front or without. An imported secret
   * has to name its KMS key, where it has one.
   *
   * @default - a secret is made, of 33 random bytes
   */
  readonly webhookSecret?: ISecret | undefined;
}

/** @throws Error where something is said that only its owner can see to */
export const mustNotExpireIn = (
  bucket: IBucket | undefined,
  said: Readonly<Record<string, Duration | undefined>>,
): void => {
  for (const [name, duration] of Object.entries(said)) {
    if (bucket !== undefined && duration !== undefined)
      throw new Error(`${name} is for a bucket that the stage makes: say in yours when that expires`);
  }
};

type Placed = IConstruct & { readonly env: { readonly account: string; readonly region: string } };

/** @throws Error that names what is of another account or region; what is only known at deployment passes */
export const mustBeHere = (scope: Construct, given: Readonly<Record<string, Placed | undefined>>): void => {
  const here = Stack.of(scope);
  for (const [name, resource] of Object.entries(given)) {
    for (const part of ['account', 'region'] as const) {
      const there = resource?.env[part] ?? here[part];
      if (Token.compareStrings(there, here[part]) === TokenComparison.DIFFERENT)
        throw new Error(`${name} must be of the stack's own ${part}, ${here[part]}, and is of ${there}`);
    }
  }
};

const taken = new WeakMap<IConstruct, readonly { readonly by: string; readonly prefix: string }[]>();

/**
 * For what two stages must not share: each would hear what is meant for the other.
 * @throws Error that names the stage of the same app that has it already
 */
export const mustBeAlone = (scope: Construct, name: string, resource: IConstruct, prefix = ''): void => {
  const others = taken.get(resource) ?? [];
  const other = others.find((each) => each.prefix.startsWith(prefix) || prefix.startsWith(each.prefix));
  if (other !== undefined)
    throw new Error(`${name} must be of one stage, and is that of ${other.by} already`);
  taken.set(resource, [...others, { by: scope.node.path, prefix }]);
};
