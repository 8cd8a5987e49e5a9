import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { request } from 'undici';
import { openApi } from '../../lambdas/contract/openapi.ts';
import { operationsOf, skeletonOf, type Document, type Schema } from '../../local/api-page/document.ts';
import { apiPage, apiPageOf } from '../../local/api-page.ts';

const document = openApi() as unknown as Document;
const served = join(import.meta.dirname, '..', '..', 'local', 'api-page', 'served');

let app: FastifyInstance;
let url: string;
beforeAll(async () => {
  app = fastify();
  await app.register(apiPage);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => app.close());

const get = async (path: string) => {
  const { statusCode, headers, body } = await request(url + path);
  return { status: statusCode, headers, text: await body.text() };
};

/** The names of all fields below a schema. */
const fieldsBelow = (schema: Schema): string[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [name, ...fieldsBelow(field)]),
  ...[schema.items ?? {}, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((part) =>
    Object.keys(part).length === 0 ? [] : fieldsBelow(part),
  ),
];

describe('the page of the API', () => {
  it('has each call of the document, what it takes, and a form that makes it', async () => {
    const { text } = await get('/docs');
    const operations = operationsOf(document);
    expect(operations.length).toBeGreaterThan(10);
    for (const { operationId, method, path, parameters } of operations) {
      const section = text.slice(text.indexOf(`<section id="${operationId}"`)).split('</section>')[0] ?? '';
      expect(section).toContain(`${method.toUpperCase()} ${path}</code>`);
      expect(section).toContain(`data-method="${method.toUpperCase()}" data-path="${path}"`);
      for (const { name } of parameters) {
        expect(section).toContain(`<label for="${operationId}-${name}">${name}</label>`);
        expect(section).toContain(`id="${operationId}-${name}" name="${name}"`);
      }
    }
  });

  it('tells of every field that is sent or answered, and links only to what is there', async () => {
    const { text } = await get('/docs');
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      const section = text.slice(text.indexOf(`<section id="${name}"`)).split('</section>')[0] ?? '';
      for (const field of fieldsBelow(schema)) expect(section).toContain(`<code>${field}</code>`);
    }
    const ids = [...text.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    const targets = [...text.matchAll(/(?:href="#|for="|labelledby=")([^"]+)"/gu)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('loads nothing from elsewhere and calls nobody else', async () => {
    const { headers, text } = await get('/docs');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      ...["script-src 'self'", "style-src 'self'", "connect-src 'self'"],
      ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
    ]);
    expect(text).not.toMatch(/ style=| on\w+=|<style|<script>|(?:src|href)="(?![/#])/u);
    const files = await readdir(served);
    expect(files).toEqual(['api-page.css', 'api-page.js']);
    for (const file of files) {
      const { status, text: sent } = await get(`/docs/${file}`);
      expect([status, sent]).toEqual([200, await readFile(join(served, file), 'utf8')]);
      expect(sent).not.toMatch(/https?:|\/\/\w|@import/u);
      expect(text).toContain(`="/docs/${file}"`);
    }
  });

  it('shows whatever a document says as text', () => {
    const hostile = '"><script>alert(1)</script>';
    const schema: Schema = {
      type: 'object',
      properties: { [hostile]: { description: hostile, enum: [hostile] } },
    };
    const page = apiPageOf(
      {
        info: { title: hostile, description: hostile },
        paths: {
          [hostile]: {
            post: {
              operationId: hostile,
              summary: hostile,
              parameters: [{ name: hostile, in: 'query', schema: { pattern: hostile } }],
              requestBody: { content: { 'application/json': { schema: { const: hostile } } } },
              responses: { [hostile]: { description: hostile } },
            },
          },
        },
        components: { schemas: { [hostile]: schema } },
      },
      hostile,
    );
    expect(page.match(/<script/gu)).toHaveLength(1);
    expect(page).toContain('&#60;script&#62;alert');
  });

  it.each<[Schema, unknown]>([
    [{ $ref: '#/components/schemas/ResolveRequest' }, { action: 'adopt', request_id: '' }],
    [{ type: 'object', properties: { a: { type: 'array' }, b: {} }, required: ['a'] }, { a: [] }],
    [{ type: 'integer' }, 0],
    [{ enum: ['one', 'two'] }, 'one'],
    [{ type: 'string' }, ''],
  ])('begins the body of %j with what is required', (schema, skeleton) => {
    expect(skeletonOf(schema, document)).toEqual(skeleton);
  });
});
