import * as z from 'zod';
import { accountSchema } from './account.ts';
import {
  deliveryListSchema,
  deliverySchema,
  undeliverableEventSchema,
  undeliverableType,
  webhookTestRequestSchema,
  webhookTestSchema,
} from './delivery.ts';
import { editRequestSchema } from './edit-request.ts';
import {
  editPageSchema,
  editSchema,
  editStatusSchema,
  outputLinkSchema,
  resolveRequestSchema,
} from './edit.ts';
import { eventSchema, noticeTypeSchema } from './events.ts';
import { rejectedEventSchema, rejectedType } from './inbox.ts';
import { problemSchema } from './problem.ts';
import { uploadRequestSchema, uploadSchema } from './upload.ts';
import { deployedUrls } from './urls.ts';
import { apiVersion } from './version.ts';

type Json = Record<string, unknown>;

/** JSON Schema of each part, referring to each other by name inside the document. */
const components = (): Json => {
  const registry = z.registry<{ id: string }>();
  registry.add(editRequestSchema(deployedUrls), { id: 'EditRequest' });
  registry.add(editSchema, { id: 'Edit' });
  registry.add(editPageSchema, { id: 'EditPage' });
  registry.add(resolveRequestSchema, { id: 'ResolveRequest' });
  registry.add(outputLinkSchema, { id: 'OutputLink' });
  registry.add(uploadRequestSchema, { id: 'UploadRequest' });
  registry.add(uploadSchema, { id: 'Upload' });
  registry.add(deliverySchema, { id: 'Delivery' });
  registry.add(deliveryListSchema, { id: 'DeliveryList' });
  registry.add(webhookTestRequestSchema(deployedUrls), { id: 'WebhookTestRequest' });
  registry.add(webhookTestSchema, { id: 'WebhookTest' });
  registry.add(accountSchema, { id: 'Account' });
  registry.add(problemSchema, { id: 'Problem' });
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [id, schema]),
  );
};

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const content = (name: string, type = 'application/json'): Json => ({
  content: { [type]: { schema: reference(name) } },
});
const answer = (description: string, name: string): Json => ({ description, ...content(name) });
const fault = (description: string): Json => ({
  description,
  ...content('Problem', 'application/problem+json'),
});
const query = (name: string, schema: Json, description: string): Json => ({
  name,
  in: 'query',
  schema,
  description,
});

const editId: Json = {
  name: 'edit_id',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^ed_[a-z2-7]{26}$' },
};

const deliveryId: Json = {
  name: 'delivery_id',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^dl_[0-9a-f]{32}$' },
};

/** The API as OpenAPI 3.1, derived from the contract. */
export const openApi = (): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Reshoot',
    version: apiVersion,
    description: 'Video edits by Kling Video O1: paid once, stored in your bucket, told to your systems.',
  },
  paths: {
    '/v1/edits': {
      post: {
        operationId: 'submitEdit',
        summary: 'Submit an edit',
        parameters: [
          {
            name: 'Idempotency-Key',
            in: 'header',
            schema: { type: 'string', minLength: 1, maxLength: 255 },
            description: 'The same key and body again answer with the same edit, and never pay twice.',
          },
        ],
        requestBody: { required: true, ...content('EditRequest') },
        responses: {
          '202': answer('The edit, recorded; submitted to the provider if that was quick', 'Edit'),
          '200': answer('The edit that this key stands for already', 'Edit'),
          '400': fault('Not JSON'),
          '413': fault('Too large'),
          '415': fault('Not application/json'),
          '422': fault('Not valid, rejected by the provider, or the key stands for another request'),
          '503': fault(
            'The account at the provider is not usable, or there was no time to look into the inputs; nothing was recorded',
          ),
        },
      },
      get: {
        operationId: 'listEdits',
        summary: 'List edits, newest first',
        parameters: [
          query('status', z.toJSONSchema(editStatusSchema, { override: bare }), 'Only these'),
          query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 20 }, 'How many at most'),
          query('cursor', { type: 'string' }, 'From the page before'),
          query('owner', { type: 'string' }, 'Whose edits, for operators of the stage: their own otherwise'),
        ],
        responses: { '200': answer('A page', 'EditPage'), '400': fault('Not a valid query') },
      },
    },
    '/v1/edits/{edit_id}': {
      parameters: [editId],
      get: {
        operationId: 'readEdit',
        summary: 'Read an edit',
        responses: { '200': answer('The edit as it stands', 'Edit'), '404': fault('No such edit') },
      },
      delete: {
        operationId: 'deleteEdit',
        summary: 'Delete what an ended edit holds: outputs, uploads and request',
        responses: {
          '200': answer('What stays: that it was, and what it cost', 'Edit'),
          '202': answer('Being deleted, once everybody was told of its end', 'Edit'),
          '404': fault('No such edit'),
          '409': fault('It has not ended'),
        },
      },
    },
    '/v1/edits/{edit_id}/cancel': {
      parameters: [editId],
      post: {
        operationId: 'cancelEdit',
        summary: 'Cancel an edit',
        responses: {
          '202': answer('Cancelled, or being cancelled', 'Edit'),
          '404': fault('No such edit'),
          '409': fault('It runs on, or has ended'),
        },
      },
    },
    '/v1/edits/{edit_id}/resolve': {
      parameters: [editId],
      post: {
        operationId: 'resolveEdit',
        summary: 'Settle an edit of unknown outcome',
        requestBody: { required: true, ...content('ResolveRequest') },
        responses: {
          '200': answer('The edit as it goes on', 'Edit'),
          '404': fault('No such edit'),
          '409': fault('Its outcome is not unknown, or another edit follows this request'),
          '422': fault('Not valid, or the provider does not know this request'),
          '503': fault('The provider does not answer; nothing is changed'),
        },
      },
    },
    '/v1/edits/{edit_id}/outputs/{n}': {
      parameters: [
        editId,
        { name: 'n', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
      ],
      get: {
        operationId: 'readOutput',
        summary: 'Get an output',
        responses: {
          '200': answer(
            'Where it can be read for a while, for whoever accepts application/json',
            'OutputLink',
          ),
          '302': { description: 'To where it can be read for a while' },
          '404': fault('No such edit or output'),
        },
      },
    },
    '/v1/account': {
      get: {
        operationId: 'readAccount',
        summary: 'Read what to know before anything is spent',
        responses: {
          '200': answer('The account at the provider, prices and limits of the stage', 'Account'),
        },
      },
    },
    '/v1/uploads': {
      post: {
        operationId: 'createUpload',
        summary: 'Get a place for a clip or picture',
        requestBody: { required: true, ...content('UploadRequest') },
        responses: {
          '201': answer('Where to post the file, and how to name it in an edit', 'Upload'),
          '400': fault('Not JSON'),
          '413': fault('Too large'),
          '415': fault('Not application/json'),
          '422': fault('Not a type or size that is taken'),
        },
      },
    },
    '/v1/edits/{edit_id}/deliveries': {
      parameters: [editId],
      get: {
        operationId: 'listDeliveries',
        summary: 'List what webhooks were told of an edit, oldest first',
        responses: {
          '200': answer('All deliveries of the last 90 days', 'DeliveryList'),
          '404': fault('No such edit'),
        },
      },
    },
    '/v1/edits/{edit_id}/deliveries/{delivery_id}/resend': {
      parameters: [editId, deliveryId],
      post: {
        operationId: 'resendDelivery',
        summary: 'Deliver once more, at once, with the same webhook-id',
        responses: {
          '202': answer('The delivery, pending again', 'Delivery'),
          '404': fault('No such edit or delivery'),
          '503': fault('That it was undeliverable is still to be told'),
        },
      },
    },
    '/v1/webhooks/test': {
      post: {
        operationId: 'testWebhook',
        summary: 'Send one signed test to a receiver',
        requestBody: { required: true, ...content('WebhookTestRequest') },
        responses: {
          '200': answer('What came of it', 'WebhookTest'),
          '400': fault('Not JSON'),
          '413': fault('Too large'),
          '415': fault('Not application/json'),
          '422': fault('Not an address that is told anything'),
        },
      },
    },
  },
  components: { schemas: components() },
});

const bare = ({ jsonSchema }: { jsonSchema: { $schema?: unknown } }): void => {
  delete jsonSchema.$schema;
};

/** A JSON Schema for the events of each type, by file name. */
export const eventSchemas = (): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    [
      ...noticeTypeSchema.options.map((type) => ({
        type,
        schema: eventSchema.extend({ 'detail-type': z.literal(type) }),
      })),
      { type: undeliverableType, schema: undeliverableEventSchema },
      { type: rejectedType, schema: rejectedEventSchema },
    ].map(({ type, schema }) => [
      `${type.toLowerCase().replaceAll(' ', '-')}.schema.json`,
      { title: type, ...z.toJSONSchema(schema, { override: open }) } satisfies Json,
    ]),
  );

// Fields are added to events: whoever holds one of tomorrow against the schema of today must not refuse it.
const open = ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }): void => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};
