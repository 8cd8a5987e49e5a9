import { describe, expect, it } from '@jest/globals';
import { keyFor, type Attempt } from '../../../console/new-edit/attempt.ts';

describe('the key of a try', () => {
  it.each<[why: string, last: Attempt | undefined, body: string, key: string]>([
    ['is new at the first', undefined, 'a', 'new'],
    ['stays while nobody knows what came of the last', { key: 'k', body: 'a', outcome: 'unknown' }, 'a', 'k'],
    ['stays then, whatever is asked for by now', { key: 'k', body: 'a', outcome: 'unknown' }, 'b', 'k'],
    [
      'stays where the same is asked for after a refusal',
      { key: 'k', body: 'a', outcome: 'refused' },
      'a',
      'k',
    ],
    [
      'is new where another is asked for after a refusal',
      { key: 'k', body: 'a', outcome: 'refused' },
      'b',
      'new',
    ],
    ['stays where it belongs to another request', { key: 'k', body: 'a', outcome: 'taken' }, 'b', 'k'],
  ])('%s', (_why, last, body, key) => {
    expect(keyFor(last, body, () => 'new')).toBe(key);
  });
});
