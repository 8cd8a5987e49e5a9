import * as z from 'zod';

export const editStatusSchema = z.enum([
  'accepted',
  'submitting',
  'queued',
  'running',
  'storing',
  'uncertain',
  'completed',
  'failed',
  'cancelled',
]);

export const waitingForSchema = z.enum(['capacity', 'provider', 'provider_account', 'budget']);

const time = z.iso.datetime();

export const outputSchema = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  size_bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  content_type: z.string(),
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  duration_seconds: z.number().nonnegative().optional(),
});

export const inputSchema = z.strictObject({
  path: z.string().describe('Which field of the request named it.'),
  content_type: z.string(),
  size_bytes: z.int().nonnegative(),
  width: z.int().positive().describe('As it is shown, after rotation.'),
  height: z.int().positive(),
  duration_seconds: z.number().nonnegative().optional(),
  frames_per_second: z.number().nonnegative().optional().describe('On average.'),
  codec: z.string().optional(),
});

export const editErrorSchema = z.strictObject({
  code: z.string().describe('Stable, for programs.'),
  message: z.string().describe('For people.'),
  retryable: z.boolean().describe('Whether the same request sent again may succeed.'),
  billable: z.boolean().describe('Whether the provider may have charged for it.'),
});

const elementSchema = z.strictObject({
  frontal_image_url: z.string(),
  reference_image_urls: z.array(z.string()),
});

export const originSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('api') }),
  z.strictObject({ type: z.literal('inbox'), bucket: z.string(), key: z.string(), etag: z.string() }),
]);

const etaSchema = z.strictObject({
  p50: z.int().positive().describe('Half of all such edits are stored by then.'),
  p90: z.int().positive().describe('Nine of ten are.'),
  overrun: z
    .literal(true)
    .optional()
    .describe(
      'It takes longer than nine of ten such jobs did: what is told now is of those that took so long.',
    ),
});

const resolutionSchema = z.strictObject({
  action: z.enum(['adopt', 'resubmit', 'abandon']),
  request_id: z.string().optional(),
  by: z.enum(['owner', 'operator']),
  at: time,
});

/** The body of `POST /v1/edits/{edit_id}/resolve`. */
export const resolveRequestSchema = z.discriminatedUnion('action', [
  z
    .strictObject({
      action: z.literal('adopt'),
      request_id: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,128}$/u, 'must be 1 to 128 letters, digits, dashes or underscores')
        .describe("The job's id, as the provider's account shows it."),
    })
    .describe('The provider has it: go on with that job.'),
  z.strictObject({ action: z.literal('resubmit') }).describe('The provider never had it: send it again.'),
  z.strictObject({ action: z.literal('abandon') }).describe('Give it up.'),
]);

export type ResolveRequestBody = z.output<typeof resolveRequestSchema>;

export const outputLinkSchema = z.strictObject({
  url: z.string().describe('Whoever has it can read the output with it.'),
  expires_at: time,
});

export type OutputLinkBody = z.output<typeof outputLinkSchema>;

/** An edit as the outside sees it: the API's answer, the event's `edit`, and `edit.json` beside the output. */
export const editSchema = z.strictObject({
  edit_id: z.string().regex(/^ed_[a-z2-7]{26}$/u),
  owner: z.string().describe('Whose it is: an account, a role, or a mark that stands for a subject.'),
  status: editStatusSchema,
  waiting_for: waitingForSchema.optional().describe('While accepted: what sending waits for.'),
  place: z.int().positive().optional().describe('While it waits for capacity: its place in line; 1 is next.'),
  eta_seconds: etaSchema.optional().describe('Until it is stored, where that can be told.'),
  sequence: z.int().positive().describe('Rises with every change: orders events.'),
  request: z
    .strictObject({
      prompt: z.string(),
      video_url: z.string(),
      keep_audio: z.boolean(),
      image_urls: z.array(z.string()),
      elements: z.array(elementSchema),
    })
    .optional()
    .describe('Gone once the edit is deleted.'),
  inputs: z
    .array(inputSchema)
    .optional()
    .describe('What was found in clip and pictures, before anything was paid.'),
  origin: originSchema,
  provider_request_id: z.string().optional(),
  queue_position: z.int().nonnegative().optional(),
  outputs: z.array(outputSchema),
  error: editErrorSchema.optional(),
  metadata: z.record(z.string(), z.string()),
  cost_estimate_usd: z
    .number()
    .nonnegative()
    .optional()
    .describe('What the provider asks for a clip of this length, as it was known when the edit was sent.'),
  cost_usd: z.number().nonnegative().optional().describe('As the provider reports it, once it does.'),
  created_at: time,
  updated_at: time,
  submitted_at: time.optional().describe('When the provider took it: billable from here.'),
  made_at: time
    .optional()
    .describe('When it was first seen to be finished at the provider: being stored from here.'),
  finished_at: time.optional(),
  cancel_requested_at: time.optional(),
  overdue_at: time.optional(),
  resolutions: z.array(resolutionSchema).optional().describe('How its unknown outcome was settled.'),
  stray_request_ids: z
    .array(z.string())
    .optional()
    .describe('Jobs that the provider took for it besides: paid for, and followed by nobody.'),
  delete_requested_at: time.optional(),
  deleted_at: time.optional().describe('Outputs, uploads and request are gone from then on.'),
});

export type EditBody = z.output<typeof editSchema>;

export const editPageSchema = z.strictObject({
  edits: z.array(editSchema),
  cursor: z.string().optional().describe('Ask again with it for older ones.'),
});

export type EditPageBody = z.output<typeof editPageSchema>;
