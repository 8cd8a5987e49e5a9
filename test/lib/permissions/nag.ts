import { CfnResource, Validations, type Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks, type NagPack } from 'cdk-nag';

/** Something that a rule finds at a resource: `AwsSolutions-IAM5[Resource::*]` at `VideoEdit/FunctionTraces`. */
export interface Finding {
  readonly rule: string;
  readonly at: string;
}

export interface Acknowledged extends Finding {
  readonly reason: string;
  /** Whether it is said of one resource, and not of all that is below a construct. */
  readonly ofResource: boolean;
}

export interface Checked {
  /** What is said to be right, everywhere in the stack. */
  readonly acknowledged: readonly Acknowledged[];
  /** What the rules find, and nobody has acknowledged. */
  readonly open: readonly Finding[];
  /** Acknowledgements of what no rule finds. */
  readonly stale: readonly Acknowledged[];
}

/** Holds a stack against both packs of rules. */
export const check = (stack: Stack): Checked => {
  const packs = () => [new AwsSolutionsChecks(), new ServerlessChecks()];
  const acknowledged = acknowledgedIn(stack);
  const found = packs().flatMap((pack) => findingsOf(hearingNobody(pack), stack));
  return {
    acknowledged,
    open: packs().flatMap((pack) => findingsOf(pack, stack)),
    stale: acknowledged.filter(({ rule, at }) => !found.some((one) => one.rule === rule && one.at === at)),
  };
};

/** What is acknowledged in a stack, as the construct library keeps it. */
export const acknowledgedIn = (stack: Stack): readonly Acknowledged[] => {
  // What a stack or its app says would be heard for everything below.
  const everywhere = [...stack.node.scopes.slice(0, -1), ...stack.node.findAll()];
  return everywhere.flatMap((part) =>
    part.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({
        rule: id.replace(/^annotation::/iu, ''),
        at: part.node.path,
        reason,
        ofResource: CfnResource.isCfnResource(part),
      })),
  );
};

const findingsOf = (pack: NagPack, stack: Stack): readonly Finding[] =>
  pack
    .validateScope(stack)
    .violations.flatMap(({ ruleName: rule, violatingResources }) =>
      violatingResources.map(({ constructPath: at = '' }) => ({ rule, at })),
    );

// A pack that asks nobody whether what it finds is acknowledged. Were this word of it to change, everything would be stale.
const hearingNobody = (pack: NagPack): NagPack => Object.assign(pack, { isAcknowledged: () => false });
