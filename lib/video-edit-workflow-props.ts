import type { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { BudgetSettings } from '../lambdas/contract/budget.ts';
import type { RelaxedLimits } from '../lambdas/contract/limits.ts';
import type { LookingSettings } from '../lambdas/contract/look-limits.ts';
import type { SpendingBy } from '../lambdas/contract/spending-by.ts';
import type { Access } from './access.ts';
import type { DeadlineProps } from './deadlines.ts';
import type { Throttle } from './edit-api.ts';
import type { GivenResources } from './given-resources.ts';
import type { InboxSettings } from './inbox.ts';
import type { InputBucket, InputCdn } from './input-bucket.ts';
import type { ProviderPlace } from './provider-place.ts';
import type { RetentionProps } from './retention.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

export interface VideoEditWorkflowProps extends DeadlineProps, GivenResources, RetentionProps {
  /** The name of this deployment: 1 to 16 lower-case letters, digits or dashes, beginning with a letter. */
  readonly stage: string;

  /**
   * Who may call the API.
   *
   * @default - whoever may `execute-api:Invoke` it; an edit is the calling account's
   */
  readonly access?: Access | undefined;

  /**
   * Origins of pages that may call the API with what their users have, post uploads and read outputs: exactly as
   * browsers send them, `https://studio.example.com`, or `http://localhost:5173` for development. A `bucket` that is
   * given needs a CORS rule of its own for them.
   *
   * @default - no page of another origin may call it
   */
  readonly allowedOrigins?: readonly string[] | undefined;

  /**
   * Who makes the edits.
   *
   * @default - RunComfy
   */
  readonly provider?: ProviderPlace | undefined;

  /**
   * Buckets of this account and region that `s3://` inputs may lie in, besides what callers upload here.
   *
   * @default - none
   */
  readonly inputBuckets?: readonly InputBucket[] | undefined;

  /**
   * Where files are dropped to become edits, and reports and results are put.
   *
   * @default - under `inbox/` and `outbox/` in the stage's bucket
   */
  readonly inbox?: InboxSettings | undefined;

  /**
   * Distributions that the provider reads `s3://` inputs through, for edits that may wait longer than a role's session.
   *
   * @default - S3's own signatures, which die with the session of the role that made them
   */
  readonly inputCdns?: readonly InputCdn[] | undefined;

  /**
   * Limits of inputs in the place of those that the provider does not publish itself.
   *
   * @default - as `docs/inputs.md` has them
   */
  readonly limits?: RelaxedLimits | undefined;

  /**
   * How many edits the provider is given at once. More wait their turn here, in the order they came.
   *
   * @default 5
   */
  readonly slots?: number | undefined;

  /**
   * How long a call that looks at the provider may stay while the end of an edit is near (`lingerSeconds`, 180; 0: it
   * looks once), how many may stay at once (`lingerAtOnce`, 200), and how often the provider is asked for all edits
   * together (`perSecond`, 100).
   *
   * @default - as it says
   */
  readonly looking?: LookingSettings | undefined;

  /**
   * What the provider may be paid, in US dollars; days and months are those of UTC. What is over it waits.
   *
   * @default - anything
   */
  readonly budget?: BudgetSettings | undefined;

  /**
   * What spending is measured by besides the stage as a whole. CloudWatch charges for each value of each by the month.
   *
   * @default - by the owner of the edit where callers have AWS credentials; with tokens an owner is a person, and
   * spending is measured of the stage alone
   */
  readonly spendingBy?: SpendingBy | undefined;

  /**
   * Who is told of every edit by a signed POST, besides those whom callers name for theirs.
   *
   * @default - nobody
   */
  readonly webhooks?: readonly WebhookReceiver[] | undefined;

  /**
   * For how long after a rotation the secret before signs webhooks, too.
   *
   * @default Duration.hours(24)
   */
  readonly webhookSecretOverlap?: Duration | undefined;

  /**
   * Beyond this, callers of the API are answered with 429.
   *
   * @default - 50 requests a second, 100 at once
   */
  readonly throttle?: Throttle | undefined;

  /**
   * Where alarms are told, and that they are over. CloudWatch must be allowed to publish there.
   *
   * @default - a topic is made, that CloudWatch alone publishes to
   */
  readonly alarmTopic?: ITopic | undefined;

  /**
   * Who is sent the alarms by mail, once they have confirmed it. Only where the topic is made here.
   *
   * @default - nobody, until somebody subscribes to the topic
   */
  readonly alarmEmail?: string | undefined;
}

// What its props are made of, for those who name it.
export type { BudgetSettings } from '../lambdas/contract/budget.ts';
export type { NoticeType } from '../lambdas/contract/events.ts';
export type { RelaxedLimits } from '../lambdas/contract/limits.ts';
export type { LookingSettings } from '../lambdas/contract/look-limits.ts';
export type { Access, IamAccess, JwtAccess } from './access.ts';
export type { Throttle } from './edit-api.ts';
export type { EventType, OnEditEventOptions } from './edit-events.ts';
export type { GivenResources } from './given-resources.ts';
export type { InboxSettings } from './inbox.ts';
export type { InputBucket, InputCdn } from './input-bucket.ts';
export type { ProviderPlace } from './provider-place.ts';
export type { WebhookReceiver } from './webhook-receiver.ts';
