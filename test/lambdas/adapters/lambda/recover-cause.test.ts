import { describe, expect, it } from '@jest/globals';
import { recoverCause } from '../../../../lambdas/adapters/lambda/recover-cause.ts';
import { editId } from '../../../fakes/edit-id.ts';

// As AWS documents them: a scheduled event, and one of Step Functions.
const scheduled = { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
const changed = (name: string) => ({
  version: '0',
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  detail: {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
    name,
    status: 'ABORTED',
  },
});

describe('why recover is called', () => {
  it('is the time', () => {
    expect(recoverCause(scheduled)).toBe('sweep');
  });

  it('is an execution that died, named by its edit and its run', () => {
    expect(recoverCause(changed(`${editId(1)}-12`))).toEqual({ editId: editId(1), run: 12 });
  });

  it.each([undefined, {}, { 'detail-type': 'Object Created' }, changed('by hand'), changed(`${editId(1)}-`)])(
    'is nothing that it knows: %j',
    (event) => {
      expect(() => recoverCause(event)).toThrow();
    },
  );
});
