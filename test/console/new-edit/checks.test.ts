import { describe, expect, it } from '@jest/globals';
import { checked, type Known } from '../../../console/new-edit/checks.ts';
import { emptyForm, type Form, type Medium } from '../../../console/new-edit/form.ts';
import { usualTerms } from '../../../console/new-edit/terms.ts';
import { withRelaxed } from '../../../lambdas/contract/limits.ts';
import { aForm, at, clipFacts, pictureFacts } from './a-form.ts';

const known: Known = { looks: {}, uploads: {}, terms: usualTerms };
const file = (id: string, sizeBytes = 1_000): Medium => ({ kind: 'file', id, name: `${id}.png`, sizeBytes });
const faultsOf = (form: Form, more: Partial<Known> = {}) => checked(form, { ...known, ...more }).faults;

describe('a form', () => {
  it('that is whole has nothing against it', () => {
    expect(checked(aForm(), known)).toEqual({ missing: [], faults: [] });
  });

  it('that is empty lacks clip and prompt, and has no fault', () => {
    const { missing, faults } = checked(emptyForm, known);
    expect(missing.map(({ path }) => path)).toEqual(['prompt', 'video_url']);
    expect(faults).toEqual([]);
  });

  it('with an element of which nothing is there lacks its pictures', () => {
    const { missing, faults } = checked(aForm({ elements: [{ id: 'e', references: [] }] }), known);
    expect(missing.map(({ path }) => path)).toEqual([
      'elements[0].frontal_image_url',
      'elements[0].reference_image_urls',
    ]);
    expect(faults).toEqual([]);
  });

  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => at(`https://example.com/${name}.png`));
  it.each<[what: string, changes: Partial<Form>, path: string, message: string]>([
    [
      'of an address that is none',
      { clip: at('clip.mp4') },
      'video_url',
      'is not an absolute URL; use https://',
    ],
    ['of five images', { images: five, elements: [], prompt: 'x' }, 'image_urls', 'must be at most 4'],
    [
      'of an element and four images',
      { images: five.slice(1) },
      'elements',
      'elements and image_urls together must be at most 4, and are 5',
    ],
    [
      'of a reference too far',
      { prompt: 'as @Image2' },
      'prompt',
      'names @Image2, but image_urls has only 1',
    ],
    ['of a prompt too long', { prompt: 'x'.repeat(2_501) }, 'prompt', 'must be at most 2500 characters'],
    [
      'of a webhook that is no address',
      { webhookUrl: 's3://a-bucket/key' },
      'webhook_url',
      's3:// is not available here',
    ],
    [
      'of metadata of one name',
      {
        metadata: [
          { id: '1', name: 'shot', value: 'a' },
          { id: '2', name: 'shot', value: 'b' },
        ],
      },
      'metadata.shot',
      'is named twice, and may be named once',
    ],
    [
      'of a body too large',
      { metadata: [{ id: '1', name: 'a', value: 'x'.repeat(70_000) }] },
      '',
      'At most 65536 bytes',
    ],
  ])('is told %s', (_what, changes, path, message) => {
    expect(faultsOf(aForm(changes))).toContainEqual({
      path,
      message: expect.stringContaining(message),
    });
  });
});

describe('a file', () => {
  it('that has no address yet is held against everything else', () => {
    expect(faultsOf(aForm({ clip: file('clip') }))).toEqual([]);
  });

  it.each<[what: string, more: Partial<Known>, message: string]>([
    [
      'too short',
      { looks: { clip: { is: 'seen', facts: { ...clipFacts, durationSeconds: 2 }, sizeBytes: 1_000 } } },
      'lasts 2 s, and must last 3 to 10.05 s',
    ],
    [
      'that is broken',
      { looks: { clip: { is: 'unusable', why: 'It is cut off' } } },
      'cannot be used: It is cut off',
    ],
    [
      'that was not uploaded',
      { uploads: { clip: { is: 'failed', why: 'no place' } } },
      'could not be uploaded: no place',
    ],
    ['that a reload has lost', { uploads: { clip: { is: 'lost' } } }, 'choose clip.png again'],
    ['where nothing is uploaded', { terms: { ...usualTerms, uploads: false } }, 'give an https:// address'],
  ])('%s is told', (_what, more, message) => {
    expect(faultsOf(aForm({ clip: file('clip') }), more)).toEqual([
      { path: 'video_url', message: expect.stringContaining(message) },
    ]);
  });

  it('too large is told before it is looked into', () => {
    const [fault] = faultsOf(aForm({ images: [file('large', 10_000_001)] }));
    expect(fault).toEqual({
      path: 'image_urls[0]',
      message: expect.stringContaining('may have at most 10 MB'),
    });
  });

  it('is held against what the stage relaxes', () => {
    const form = aForm({ images: [file('picture')] });
    const facts = { ...pictureFacts, extension: 'webp' };
    const looks = { picture: { is: 'seen', facts, sizeBytes: 1_000 } } as const;
    const limits = withRelaxed({ pictureFormats: ['webp'] });
    expect(faultsOf(form, { looks })).toHaveLength(1);
    expect(faultsOf(form, { looks, terms: { ...usualTerms, limits } })).toEqual([]);
  });
});
