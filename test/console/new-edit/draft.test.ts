import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDraft, written, type Draft } from '../../../console/new-edit/draft.ts';
import { aForm, clipFacts } from './a-form.ts';

const file = { kind: 'file', id: 'clip', name: 'clip.mp4', sizeBytes: 9 } as const;

describe('a draft', () => {
  it('is read as it was written', () => {
    const draft: Draft = {
      form: aForm({ clip: file, metadata: [{ id: '1', name: 'shot', value: '7' }] }),
      looks: { clip: { is: 'seen', facts: clipFacts, sizeBytes: 9 } },
      uploads: { clip: { is: 'done', url: 's3://local/uploads/a.mp4' } },
      attempt: { key: 'k', body: '{}', outcome: 'unknown' },
    };
    expect(readDraft(written(draft))).toEqual(draft);
  });

  it.each(['waiting', 'uploading'] as const)('has lost a file that was %s', (is) => {
    const text = written({
      form: aForm({ clip: file }),
      looks: { clip: { is: 'looking' } },
      uploads: { clip: { is } },
    });
    expect(readDraft(text)).toMatchObject({ looks: {}, uploads: { clip: { is: 'lost' } } });
  });

  it('forgets what the form does not name', () => {
    const text = written({
      form: aForm(),
      looks: { other: { is: 'unusable', why: 'x' } },
      uploads: { other: { is: 'done', url: 's3://local/x' } },
    });
    expect(readDraft(text)).toMatchObject({ looks: {}, uploads: {} });
  });

  it('is none where the text is something else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readDraft(text)).toBeUndefined();
      }),
    );
  });
});
