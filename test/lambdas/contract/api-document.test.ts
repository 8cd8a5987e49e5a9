import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { limits } from '../../../lambdas/contract/limits.ts';
import { openApi } from '../../../lambdas/contract/openapi.ts';
import { problems } from '../../../lambdas/contract/problem.ts';
import { aBody, anElement, picture, times } from './a-body.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}
type Path = Readonly<Record<'get' | 'post' | 'delete', Operation | undefined>> & {
  readonly parameters?: Operation['parameters'];
};

const document = JSON.parse(JSON.stringify(openApi())) as {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Path>>;
  readonly components: { readonly schemas: Readonly<Record<string, Record<string, unknown>>> };
};
const operations = Object.entries(document.paths).flatMap(([path, { parameters = [], ...calls }]) =>
  [calls.get, calls.post, calls.delete].flatMap((operation) =>
    operation === undefined
      ? []
      : [{ ...operation, path, parameters: [...parameters, ...(operation.parameters ?? [])] }],
  ),
);

describe('the API document', () => {
  test('is OpenAPI 3.1, and names each operation once', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([
      'cancelEdit',
      'createUpload',
      'deleteEdit',
      'listDeliveries',
      'listEdits',
      'readAccount',
      'readEdit',
      'readOutput',
      'resendDelivery',
      'resolveEdit',
      'submitEdit',
      'testWebhook',
    ]);
  });

  test.each(operations.map((operation) => [operation.operationId, operation] as const))(
    'says of %s what its path, its parameters and its answers are',
    (_name, { path, parameters, responses, summary }) => {
      expect(summary).not.toBe('');
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(inPath).toEqual([...path.matchAll(/\{(.+?)\}/gu)].map(([, name]) => name));
      for (const [status, { description, content }] of Object.entries(responses)) {
        expect(status).toMatch(/^[2-5]\d\d$/u);
        expect(description).not.toBe('');
        // A redirect says it all in its headers.
        if (status === '302') continue;
        const type = Number(status) < 300 ? 'application/json' : 'application/problem+json';
        expect(Object.keys(content ?? {})).toEqual([type]);
      }
    },
  );

  test('answers only with problems that there are', () => {
    const statuses: number[] = Object.values(problems).map(({ status }) => status);
    const answered = operations.flatMap(({ responses }) => Object.keys(responses).map(Number));
    expect(answered.filter((status) => status >= 400 && !statuses.includes(status))).toEqual([]);
  });

  describe('as somebody reads it who has only the document', () => {
    const published = z.fromJSONSchema(document.components.schemas['EditRequest'] ?? {});
    const taken = (body: unknown) => published.safeParse(body).success;

    test.each<[string, Record<string, unknown>]>([
      ['the least', {}],
      ['pictures', { image_urls: [picture], elements: [anElement()] }],
      ['metadata', { metadata: { shot: '12a' } }],
      ['the longest prompt', { prompt: 'x'.repeat(limits.promptCharacters.max) }],
    ])('takes %s', (_what, fields) => {
      expect(taken(aBody(fields))).toBe(true);
    });

    test.each<[string, Record<string, unknown>]>([
      ['an unknown field', { seed: 1 }],
      ['an unknown field of an element', { elements: [anElement({ name: 'car' })] }],
      ['no prompt', { prompt: undefined }],
      ['a prompt that is too long', { prompt: 'x'.repeat(limits.promptCharacters.max + 1) }],
      ['5 images', { image_urls: times(5, picture) }],
      ['no reference image', { elements: [anElement({ reference_image_urls: [] })] }],
      ['5 reference images', { elements: [anElement({ reference_image_urls: times(5, picture) })] }],
      ['a number in metadata', { metadata: { shot: 12 } }],
    ])('refuses %s', (_what, fields) => {
      expect(taken(JSON.parse(JSON.stringify(aBody(fields))))).toBe(false);
    });
  });
});
