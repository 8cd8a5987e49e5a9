import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editRequestSchema, type EditRequestBody } from '../../../lambdas/contract/edit-request.ts';
import { deployedUrls, localUrls } from '../../../lambdas/contract/urls.ts';
import { aBody, anElement, faultsOf } from './a-body.ts';

const deployed = editRequestSchema(deployedUrls);
const local = editRequestSchema(localUrls);

const fieldNames = [
  'prompt',
  'video_url',
  'keep_audio',
  'image_urls',
  'elements',
  'webhook_url',
  'metadata',
  'frontal_image_url',
  'reference_image_urls',
];
const poison = [
  '__proto__',
  'length',
  'valueOf',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  '',
];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    1e308,
    'https://example.com/a.mp4',
    's3://',
    '@Image1',
    '',
  ),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.double(),
);

// Written as JSON text, because only there `__proto__` is a field like any other.
const json: fc.Arbitrary<string> = fc.letrec<{ value: string; leaf: string; list: string; object: string }>(
  (tie) => ({
    leaf: leaf.map((value) => JSON.stringify(value)),
    list: fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
    object: fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...fieldNames, ...poison), fc.string()), tie('value')), {
        maxLength: 5,
      })
      .map((entries) => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      tie('leaf'),
      tie('list'),
      tie('object'),
      tie('object'),
    ),
  }),
).value;

/** A body that is an edit but for a few fields, which are anything: nearer to the mark than anything at all. */
const almost = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...fieldNames, ...poison), json, { maxKeys: 4, noNullPrototype: true }),
    fc.constantFrom(aBody(), aBody({ elements: [anElement()] })),
  )
  .map(([wrong, body]) => {
    const fields = [
      ...Object.entries(body).map(([name, value]) => [name, JSON.stringify(value)]),
      ...Object.entries(wrong),
    ];
    return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value ?? 'null'}`).join(',')}}`;
  });

describe('any body', () => {
  test('fault 2: is an edit or has its faults named by path, and never more than that', () => {
    fc.assert(
      fc.property(fc.oneof(json, almost), fc.constantFrom(deployed, local), (text, schema) => {
        const parsed = schema.safeParse(JSON.parse(text));
        if (parsed.success) return;
        expect(parsed.error.issues.length).toBeGreaterThan(0);
        for (const { path, message } of parsed.error.issues) {
          expect(path.every((part) => ['string', 'number'].includes(typeof part))).toBe(true);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ['__proto__', `{"prompt":"x","video_url":"https://a.example/b","__proto__":{"keep_audio":true}}`],
    ['constructor', `{"prompt":"x","video_url":"https://a.example/b","constructor":{"prototype":{}}}`],
    ['toString', `{"prompt":"x","video_url":"https://a.example/b","toString":"x"}`],
  ])('fault 2: with a field called %s is refused, and changes nothing else', (name, text) => {
    expect(faultsOf(JSON.parse(text)).map(({ path }) => path)).toEqual([name]);
    expect({}).not.toHaveProperty('keep_audio');
  });

  test('fault 2: nested a thousand deep is refused by its path', () => {
    const deep: unknown = JSON.parse(`{"prompt":${'['.repeat(1_000)}${']'.repeat(1_000)}}`);
    expect(faultsOf(deep).map(({ path }) => path)).toEqual(['prompt', 'video_url']);
  });
});

const isPlain = (prompt: string): boolean => prompt.trim() !== '' && !prompt.includes('@');
const address = fc.webUrl({ validSchemes: ['https'], withQueryParameters: true });
const element = fc.record({
  frontal_image_url: address,
  reference_image_urls: fc.array(address, { minLength: 1, maxLength: 4 }),
});
const editBody: fc.Arbitrary<EditRequestBody> = fc
  .record(
    {
      prompt: fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }).filter(isPlain),
      video_url: address,
      keep_audio: fc.boolean(),
      image_urls: fc.array(address, { maxLength: 2 }),
      elements: fc.array(element, { maxLength: 2 }),
      webhook_url: address,
      metadata: fc.dictionary(fc.string({ minLength: 1, maxLength: 128 }), fc.string({ maxLength: 512 }), {
        maxKeys: 16,
        noNullPrototype: true,
      }),
    },
    { requiredKeys: ['prompt', 'video_url', 'keep_audio', 'image_urls', 'elements'] },
  )
  .filter(({ metadata }) => metadata === undefined || !Object.hasOwn(metadata, '__proto__'));

describe('an edit', () => {
  test('comes out as it went in, and parsing it again changes nothing', () => {
    fc.assert(
      fc.property(editBody, (body) => {
        const parsed = deployed.parse(JSON.parse(JSON.stringify(body)));
        expect(parsed).toEqual(body);
        expect(deployed.parse(parsed)).toEqual(parsed);
      }),
      { numRuns: 500 },
    );
  });
});
