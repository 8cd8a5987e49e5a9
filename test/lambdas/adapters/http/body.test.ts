import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { parseBody } from '../../../../lambdas/adapters/http/body.ts';
import { editRequestSchema } from '../../../../lambdas/contract/edit-request.ts';
import { problems, type ProblemCode } from '../../../../lambdas/contract/problem.ts';
import { localUrls } from '../../../../lambdas/contract/urls.ts';
import { apiRequest, jsonRequest, problemIn } from '../../../fakes/api-request.ts';

const schema = editRequestSchema(localUrls);
const valid = { prompt: 'a quiet sea of grass', video_url: 'https://example.com/clip.mp4' };

const parse = (body: unknown, headers: Record<string, string> = {}) =>
  parseBody(jsonRequest(body, { headers }), schema);
const refused = (parsed: ReturnType<typeof parse>) => {
  if (parsed.ok) throw new Error('it was taken');
  return problemIn(parsed.response);
};
const pathsIn = (body: unknown) => {
  const { errors = [] } = refused(parse(body));
  return errors.map(({ path }) => path);
};

describe('the body of a request', () => {
  it('is taken as the contract has it, with its defaults', () => {
    expect(parse(valid)).toEqual({
      ok: true,
      body: { ...valid, keep_audio: false, image_urls: [], elements: [] },
    });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    ' application/json ;x=1',
  ])('is taken as %j', (type) => {
    expect(parse(valid, { 'content-type': type }).ok).toBe(true);
  });

  it.each<[string, string, string, ProblemCode]>([
    ['text', 'text/plain', JSON.stringify(valid), 'unsupported_media_type'],
    ['a form', 'application/x-www-form-urlencoded', 'prompt=x', 'unsupported_media_type'],
    ['something like JSON', 'application/jsonp', JSON.stringify(valid), 'unsupported_media_type'],
    ['no named type', '', JSON.stringify(valid), 'unsupported_media_type'],
    ['nothing', 'application/json', '', 'malformed_json'],
    ['half of JSON', 'application/json', '{"prompt": "x', 'malformed_json'],
    ['JavaScript', 'application/json', "{prompt: 'x'}", 'malformed_json'],
    ['65,537 bytes', 'application/json', `"${'x'.repeat(65_535)}"`, 'body_too_large'],
    ['65,538 bytes in fewer characters', 'application/json', `"${'é'.repeat(32_768)}"`, 'body_too_large'],
  ])('fault 1: is refused as %s', (_what, type, body, code) => {
    const problem = refused(parse(body, { 'content-type': type }));
    expect(problem).toMatchObject({ code, status: problems[code].status });
    expect(problem.errors).toBeUndefined();
  });

  it('fault 1: is refused without any type', () => {
    const parsed = parseBody(apiRequest({ body: JSON.stringify(valid) }), schema);
    expect(refused(parsed).code).toBe('unsupported_media_type');
  });

  it('fault 1: is not too large with 65,536 bytes', () => {
    expect(refused(parse(`"${'x'.repeat(65_534)}"`)).code).toBe('invalid_request');
  });

  it.each<[string, unknown, string[]]>([
    ['no object', [], ['']],
    ['null', null, ['']],
    ['nothing in it', {}, ['prompt', 'video_url']],
    ['an empty prompt', { ...valid, prompt: ' ' }, ['prompt']],
    ['a clip on the disk', { ...valid, video_url: 'file:///etc/passwd' }, ['video_url']],
    ['wrong types', { ...valid, keep_audio: 'yes', image_urls: 'x' }, ['keep_audio', 'image_urls']],
    ['unknown fields', { ...valid, Prompt: 'x', seed: 1 }, ['Prompt', 'seed']],
    [
      'faults deep inside',
      {
        ...valid,
        image_urls: ['https://x/1.png', 'nowhere'],
        elements: [{ frontal_image_url: 'https://x/1.png', reference_image_urls: [], extra: 1 }],
      },
      ['image_urls[1]', 'elements[0].reference_image_urls', 'elements[0].extra'],
    ],
    ['metadata that is not text', { ...valid, metadata: { a: 1 } }, ['metadata.a']],
    [
      'fields called __proto__',
      `{"prompt":"x","video_url":"https://x/","__proto__":{"keep_audio":true}}`,
      ['__proto__'],
    ],
    ['fields called constructor', { ...valid, constructor: { prototype: {} } }, ['constructor']],
  ])('fault 2: is refused with %s, naming every path', (_what, body, paths) => {
    expect(pathsIn(body).toSorted()).toEqual(paths.toSorted());
  });

  it.each<[string, object, string]>([
    ['an element that is not there', { prompt: 'put @Element3 there' }, 'names @Element3'],
    [
      'an image that is not there',
      { prompt: 'like @Image2', image_urls: ['https://x/1.png'] },
      'names @Image2',
    ],
  ])('fault 3: is refused with %s, naming it', (_what, fields, message) => {
    const { errors } = refused(parse({ ...valid, ...fields }));
    expect(errors).toEqual([{ path: 'prompt', message: expect.stringContaining(message) as unknown }]);
  });

  it('counts its faults in the detail', () => {
    expect(refused(parse({ ...valid, prompt: '' })).detail).toBe('One fault: see errors.');
    expect(refused(parse({})).detail).toBe('2 faults: see errors.');
  });

  it('names a path of a caller’s own making no longer than it is readable', () => {
    expect(pathsIn({ ...valid, ['k'.repeat(5_000)]: 1 })).toEqual(['k'.repeat(100)]);
  });

  it('fault 2: is taken or refused by path, and never breaks, whatever JSON it is', () => {
    const field = fc.oneof(
      fc.constantFrom(
        'prompt',
        'video_url',
        'image_urls',
        'elements',
        'metadata',
        '__proto__',
        'constructor',
      ),
      fc.string(),
    );
    const body = fc
      .tuple(fc.array(fc.tuple(field, fc.jsonValue({ maxDepth: 6 })), { maxLength: 8 }), fc.boolean())
      .map(([fields, onValid]) =>
        JSON.stringify(Object.fromEntries([...(onValid ? Object.entries(valid) : []), ...fields])),
      );
    fc.assert(
      fc.property(body, (text) => {
        const parsed = parse(text);
        if (parsed.ok) return;
        const { code, errors = [] } = refused(parsed);
        expect(code).toBe('invalid_request');
        expect(errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
    expect(({} as Record<string, unknown>)['keep_audio']).toBeUndefined();
  });

  it('is what its schema makes of it', () => {
    const parsed = parseBody(jsonRequest('"7"'), z.coerce.number());
    expect(parsed).toEqual({ ok: true, body: 7 });
  });
});
