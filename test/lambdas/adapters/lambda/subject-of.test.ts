import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { subjectOf } from '../../../../lambdas/adapters/lambda/subject-of.ts';
import { editId as idOf } from '../../../fakes/edit-id.ts';

const editId = idOf(1);
const deliveryId = `dl_${'0a'.repeat(16)}`;

describe('whom a call concerns', () => {
  it.each<[string, unknown, object]>([
    ['a state of an edit', { edit_id: editId, step: { next: 'wait', seconds: 5 } }, { editId }],
    ['a state of a delivery', { edit_id: editId, delivery_id: deliveryId }, { editId, deliveryId }],
    ['a path', { edit_id: editId, n: '1' }, { editId }],
    [
      'an event of the bus',
      { 'detail-type': 'Edit Failed', detail: { edit: { edit_id: editId } } },
      { editId },
    ],
    ['an event of S3', { detail: { object: { key: editId } } }, {}],
    ['a path that names nothing', undefined, {}],
    ['an id of somebody else', { edit_id: 'ed_"}\n{"level":"ERROR"' }, {}],
    ['a delivery of somebody else', { edit_id: editId, delivery_id: 'x' }, { editId }],
  ])('by %s', (_what, input, subject) => {
    expect(subjectOf(input)).toEqual(subject);
  });

  it('is nobody, whatever else a function is called with', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(subjectOf(input)).toEqual({});
      }),
    );
  });
});
