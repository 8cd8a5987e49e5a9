import * as z from 'zod';
import { budgetSchema } from './budget.ts';
import { relaxedLimitsSchema } from './limits.ts';
import { lookLimitsSchema } from './look-limits.ts';
import { noticeTypeSchema } from './events.ts';
import { spendingBySchema } from './spending-by.ts';

const text = z.string().min(1);
const count = z.coerce.number().int().min(1);

const json = <Schema extends z.ZodType>(schema: Schema) =>
  text
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** Who may call, and whose an edit is. One kind a stage. */
export const accessSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('iam'),
    /** Whether the callers of an account share their edits, or only the sessions of one role. */
    owner: z.enum(['account', 'role']),
    /** ARNs of roles that see and settle everybody's edits. */
    operators: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('jwt'),
    /** Tokens with this value in this claim see and settle everybody's edits. */
    operators: z.strictObject({ claim: z.string().min(1), value: z.string().min(1) }).optional(),
  }),
]);

export type AccessSettings = z.output<typeof accessSchema>;

export const inputBucketsSchema = z.array(
  z.strictObject({ name: z.string().min(3), prefixes: z.array(z.string()) }),
);

/** Distributions that serve objects of a bucket to whoever has an address that is signed with this key. */
export const inputCdnsSchema = z.array(
  z.strictObject({
    bucket: z.string().min(3),
    domain: z.string().min(3),
    keyPairId: z.string().min(1),
    /** Holds the private key, as PEM. */
    secret: z.string().min(1),
  }),
);

export type InputCdn = z.output<typeof inputCdnsSchema>[number];

/** Whom a stage tells of all its edits. */
export const receiversSchema = z.array(
  z.strictObject({ url: z.string(), notices: z.array(noticeTypeSchema).optional() }),
);

/**
 * What the stack puts into the environment of the functions, by what it is for: each function reads the parts that it
 * was given.
 */
export const environment = {
  stage: z.object({ STAGE: text }),
  edits: z.object({
    EDITS_TABLE: text,
    /** How long records of edits are kept after their end. */
    RECORDS_KEPT_DAYS: count,
  }),
  workflow: z.object({ STATE_MACHINE_ARN: text }),
  notices: z.object({ EVENT_BUS: text }),
  results: z.object({ RESULTS_BUCKET: text }),
  /** The balance may be asked for elsewhere. */
  provider: z.object({ PROVIDER_URL: z.url(), PROVIDER_BALANCE_URL: z.url(), PROVIDER_SECRET: text }),
  /** From where outputs may be fetched, redirects included. */
  outputs: z.object({ PROVIDER_URL: z.url(), OUTPUT_HOSTS: json(z.array(text)) }),
  access: z.object({ ACCESS: json(accessSchema) }),
  inputs: z.object({ PROVIDER_URL: z.url(), RESULTS_BUCKET: text, INPUT_BUCKETS: json(inputBucketsSchema) }),
  /** Limits of inputs that this stage has set otherwise. */
  limits: z.object({ RELAXED_LIMITS: json(relaxedLimitsSchema) }),
  inbox: z.object({ INBOX_BUCKET: text, INBOX_PREFIX: text, OUTBOX_PREFIX: text }),
  inboxOwner: z.object({ INBOX_OWNER: text }),
  cdns: z.object({ INPUT_CDNS: json(inputCdnsSchema) }),
  patience: z.object({
    OVERDUE_MINUTES: count,
    /** When refusals that started nothing are enough. */
    REFUSED_HOURS: count,
    /** How long the provider keeps results. */
    RETENTION_DAYS: count,
  }),
  /** How often, and how long, the provider is looked at. */
  looking: z.object({ LOOKING: json(lookLimitsSchema) }),
  /** How many edits the provider is given at once. */
  capacity: z.object({ SLOTS: count }),
  /** What the provider may be paid; null where nothing is set. */
  budget: z.object({ BUDGET: json(budgetSchema.nullable()) }),
  /** What spending is measured by. */
  spending: z.object({ SPENDING_BY: json(spendingBySchema) }),
  deliveries: z.object({ DELIVERIES_TABLE: text }),
  delivering: z.object({ DELIVERY_STATE_MACHINE_ARN: text }),
  /** Receivers on this machine are taken where the provider is a stand-in on it. */
  callbacks: z.object({ PROVIDER_URL: z.url() }),
  receivers: z.object({ RECEIVERS: json(receiversSchema) }),
  /** What deliveries are signed with, and for how long the one before signs beside it. */
  signing: z.object({ WEBHOOK_SECRET: text, WEBHOOK_OVERLAP_HOURS: z.coerce.number().min(0) }),
} as const;

export type EnvironmentPart = keyof typeof environment;

type All<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer Each) => void
  ? Each
  : never;

/** These parts of the environment, read. */
export type Environment<Part extends EnvironmentPart> = Readonly<All<z.output<(typeof environment)[Part]>>>;

/** The variables of these parts, as the stack sets them. */
export type Variables<Part extends EnvironmentPart> = Readonly<
  Record<keyof z.input<(typeof environment)[Part]> & string, string>
>;
