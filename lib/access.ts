import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { AccessSettings } from '../lambdas/contract/environment.ts';

/** Calls signed with AWS credentials that may `execute-api:Invoke` this API. */
export interface IamAccess {
  readonly kind: 'iam';

  /**
   * Whose an edit is: the calling account's, or the calling role's without its session.
   *
   * @default 'account'
   */
  readonly owner?: 'account' | 'role' | undefined;

  /**
   * ARNs of roles that see and settle everybody's edits.
   *
   * @default - nobody sees another owner's edits
   */
  readonly operators?: readonly string[] | undefined;
}

/** Calls with a bearer token of one issuer; an edit is its subject's. */
export interface JwtAccess {
  readonly kind: 'jwt';

  /** The issuer, as in the token's `iss` and its discovery document. */
  readonly issuer: string;

  /** What a token's `aud` or `client_id` may be. */
  readonly audience: readonly string[];

  /**
   * The claim, and the value in it, that see and settle everybody's edits. The issuer alone must decide who has it.
   *
   * @default - nobody sees another owner's edits
   */
  readonly operators?: { readonly claim: string; readonly value: string } | undefined;
}

export type Access = IamAccess | JwtAccess;

/** What the functions are to know of it. */
export const accessSettings = (access: Access): AccessSettings =>
  access.kind === 'iam'
    ? { kind: 'iam', owner: access.owner ?? 'account', operators: [...(access.operators ?? [])] }
    : { kind: 'jwt', ...(access.operators === undefined ? {} : { operators: { ...access.operators } }) };

export const authorizerOf = (access: Access): IHttpRouteAuthorizer =>
  access.kind === 'iam'
    ? new HttpIamAuthorizer()
    : new HttpJwtAuthorizer('Jwt', access.issuer, { jwtAudience: [...access.audience] });
