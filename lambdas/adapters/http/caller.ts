import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { AccessSettings } from '../../contract/environment.ts';

/** Who calls. */
export interface Caller {
  /** Whose edits are made and found. */
  readonly owner: string;
  /** Sees and settles everybody's edits. */
  readonly operator: boolean;
}

const iamSchema = z.object({ iam: z.object({ accountId: z.string().min(1), userArn: z.string().min(1) }) });
const claimSchema = z.union([z.string(), z.array(z.string()), z.number(), z.boolean()]);
const jwtSchema = z.object({
  jwt: z.object({
    claims: z
      .record(z.string(), claimSchema.nullish())
      .and(z.object({ iss: z.string().min(1), sub: z.string().min(1) })),
  }),
});

/**
 * The caller, by what API Gateway's authoriser says of them and nothing else. Never the session: who assumes a role
 * anew finds the edits of before.
 * @throws ZodError for a request that no authoriser has seen
 */
export const callerOf = (authorizer: unknown, access: AccessSettings): Caller => {
  switch (access.kind) {
    case 'iam': {
      const { accountId, userArn } = iamSchema.parse(authorizer).iam;
      const principal = withoutSession(userArn);
      return {
        owner: access.owner === 'account' ? accountId : principal,
        operator: access.operators.some((role) => principal === assumed(role)),
      };
    }
    case 'jwt': {
      const { claims } = jwtSchema.parse(authorizer).jwt;
      const subject = createHash('sha256')
        .update(JSON.stringify([claims.iss, claims.sub]))
        .digest('hex');
      const { operators } = access;
      return {
        owner: subject.slice(0, 32),
        operator: operators !== undefined && holds(claims[operators.claim], operators.value),
      };
    }
  }
};

// `arn:aws:sts::<account>:assumed-role/<role>/<session>`; a role's path is not part of it.
const withoutSession = (arn: string): string => arn.replace(/(:assumed-role\/[^/]+)\/.*$/u, '$1');

/** The principal that a role's ARN stands for once it is assumed. */
const assumed = (roleArn: string): string =>
  roleArn.replace(
    /^arn:(?<partition>[^:]+):iam::(?<account>\d+):role\/(?:.*\/)?(?<name>[^/]+)$/u,
    'arn:$1:sts::$2:assumed-role/$3',
  );

type Claim = z.output<typeof claimSchema> | null | undefined;

// API Gateway hands on a claim that is a list as one text: `[one two]`.
const holds = (claim: Claim, value: string): boolean => {
  if (Array.isArray(claim)) return claim.includes(value);
  if (typeof claim !== 'string') return false;
  return claim === value || (/^\[.*\]$/su.test(claim) && claim.slice(1, -1).split(' ').includes(value));
};
