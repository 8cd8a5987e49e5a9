import { describe, expect, it } from '@jest/globals';
import { recoverCause } from '../../../../lambdas/adapters/lambda/recover-cause.ts';
import { editId } from '../../../fakes/edit-id.ts';

// As AWS documents them: a scheduled event, and one of Step Functions.
const scheduled = { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
const deliveryId = `dl_${'0a'.repeat(16)}`;
const input = JSON.stringify({ edit_id: editId(1), delivery_id: deliveryId });
const changed = (name: string, more: object = {}) => ({
  version: '0',
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  detail: {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
    name,
    status: 'ABORTED',
    ...more,
  },
});

describe('why recover is called', () => {
  it('is the time', () => {
    expect(recoverCause(scheduled)).toBe('sweep');
  });

  it('is an execution that died, named by its edit and its run', () => {
    expect(recoverCause(changed(`${editId(1)}-12`))).toEqual({ editId: editId(1), run: 12 });
  });

  it('is an execution of a delivery that died, named by its edit, its delivery and its run', () => {
    expect(recoverCause(changed(`${deliveryId}-3`, { input }))).toEqual({
      editId: editId(1),
      deliveryId,
      run: 3,
    });
  });

  it.each([
    changed(`${deliveryId}-3`),
    changed(`${deliveryId}-3`, { input: 'none' }),
    changed(`${deliveryId}-3`, { input: '{}' }),
    changed(`${deliveryId}-`, { input }),
  ])('is no delivery that nobody can tell: %j', (event) => {
    expect(() => recoverCause(event)).toThrow();
  });

  it.each([undefined, {}, { 'detail-type': 'Object Created' }, changed('by hand'), changed(`${editId(1)}-`)])(
    'is nothing that it knows: %j',
    (event) => {
      expect(() => recoverCause(event)).toThrow();
    },
  );
});
