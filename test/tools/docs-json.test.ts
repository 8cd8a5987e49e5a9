import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { editRequestSchema } from '../../lambdas/contract/edit-request.ts';
import { takeSchema } from '../../lambdas/contract/inbox.ts';
import { problemSchema, problems } from '../../lambdas/contract/problem.ts';
import { uploadSchema } from '../../lambdas/contract/upload.ts';
import { deployedUrls } from '../../lambdas/contract/urls.ts';
import { withAbsoluteUrls } from '../../lambdas/core/manifest.ts';
import { stageSettingsSchema } from '../../lib/settings/stage-settings.ts';
import { exampleOf } from '../docs/examples.ts';
import { blocksOf, root } from '../docs/pages.ts';

const absolute = (body: unknown): unknown =>
  withAbsoluteUrls(body, 'inbox/', { bucket: 'bucket', inboxPrefix: 'inbox/', outboxPrefix: 'outbox/' });
const request = editRequestSchema(deployedUrls);
const preset = z.preprocess(
  (body) => ({ ...(absolute(body) as object), video_url: 's3://bucket/inbox/clip.mp4' }),
  request,
);
const manifest = z.preprocess(absolute, request.safeExtend({ take: takeSchema }));
/** Pages may leave out what is the same in every problem. */
const problem = problemSchema
  .partial({ type: true, detail: true })
  .refine(({ code, status, title }) => problems[code].status === status && problems[code].title === title);
const policy = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Effect: z.literal('Allow'),
      Action: z.literal('execute-api:Invoke'),
      Resource: z.string().regex(/^arn:aws:execute-api:REGION:ACCOUNT:API_ID\/\*$/u),
    }),
  ),
});

describe('JSON in the docs', () => {
  it.each<[page: string, says: string, schema: z.ZodType]>([
    ['docs/deploy.md', 'execute-api:Invoke', policy],
    ['docs/inbox.md', 'dusk.jpg', preset],
    ['docs/inbox.md', 'shot-7.mov', manifest],
    ['docs/inbox.md', 'studio-drop', stageSettingsSchema],
    ['docs/inputs.md', 'input_unusable', problem],
    ['docs/inputs.md', 'expires_at', uploadSchema],
    ['docs/inputs.md', 'inputCdns', stageSettingsSchema],
    ['docs/metrics.md', 'spendingBy', stageSettingsSchema],
    ['docs/spending.md', 'budget_exhausted', problem],
    ['docs/webhooks.md', 'hooks.example.com', request],
  ])('of %s that says %s is as its schema says', async (page, says, schema) => {
    const example: unknown = JSON.parse(await exampleOf(page, 'json', says));
    expect(schema.safeParse(example).error).toBeUndefined();
  });
});

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly const?: unknown;
}

/** What of a rule's pattern no event of this schema can have. */
const astray = (pattern: unknown, schema: JsonSchema, path: string): readonly string[] => {
  if (Array.isArray(pattern)) {
    return schema.const === undefined || pattern.includes(schema.const)
      ? []
      : [`${path} is ${JSON.stringify(schema.const)}`];
  }
  return Object.entries(pattern as object).flatMap(([name, inside]) => {
    const { additionalProperties: others } = schema;
    const field = schema.properties?.[name] ?? (typeof others === 'object' ? others : undefined);
    return field === undefined ? [`${path}.${name} is no field`] : astray(inside, field, `${path}.${name}`);
  });
};

const rules = (await blocksOf('docs/events.md'))
  .filter(({ language, text }) => language === 'json' && text.includes('"source": ["reshoot"]'))
  .map(({ line, text }) => [line, JSON.parse(text) as { 'detail-type': string[] }] as const);
const folder = join(root, 'docs', 'events');
const schemas = await Promise.all(
  (await readdir(folder)).map(
    async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as JsonSchema & { title: string },
  ),
);

describe('a rule of docs/events.md', () => {
  it.each(rules)(
    'in line %i asks for types of events that there are, and for fields that they have',
    (_line, rule) => {
      const { 'detail-type': types } = rule;
      const asked = schemas.filter(({ title }) => types.includes(title));
      expect(asked).toHaveLength(types.length);
      expect(asked.flatMap((schema) => astray(rule, schema, schema.title))).toEqual([]);
    },
  );
});
