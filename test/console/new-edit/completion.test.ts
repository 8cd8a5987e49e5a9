import { describe, expect, it } from '@jest/globals';
import { completed, matching, queryAt, referencesTo } from '../../../console/new-edit/completion.ts';

/** `|` is the caret. */
const at = (marked: string): [prompt: string, caret: number] => {
  const caret = marked.indexOf('|');
  return [marked.replace('|', ''), caret];
};

describe('completion', () => {
  it.each([
    ['make it like @|', ''],
    ['make it like @Im|', 'Im'],
    ['@image1|', 'image1'],
    ['@El| by night', 'El'],
    ['(@|', ''],
  ])('is offered in %j', (marked, typed) => {
    expect(queryAt(...at(marked))?.typed).toBe(typed);
  });

  it.each(['no reference|', 'somebody@example|', '@Image1 |', '@Image1, and|', '|@Image1'])(
    'is not offered in %j',
    (marked) => {
      expect(queryAt(...at(marked))).toBeUndefined();
    },
  );

  it.each([
    ['like @|', '@Image2', 'like @Image2 |'],
    ['like @im| by night', '@Image1', 'like @Image1| by night'],
    ['like @Im|age2, or so', '@Image1', 'like @Image1|, or so'],
    ['@|', '@Element1', '@Element1 |'],
  ])('makes %j with %s', (marked, name, expected) => {
    const [prompt, caret] = at(marked);
    const query = queryAt(prompt, caret);
    const edited = completed(prompt, query ?? { start: -1, typed: '' }, name);
    expect(`${edited.prompt.slice(0, edited.caret)}|${edited.prompt.slice(edited.caret)}`).toBe(expected);
  });

  it('offers what is there, by what was typed of it, in whatever case', () => {
    const all = referencesTo({ Element: 1, Image: 2 });
    expect(all).toEqual(['@Element1', '@Image1', '@Image2']);
    expect(matching({ start: 0, typed: 'im' }, all)).toEqual(['@Image1', '@Image2']);
    expect(matching({ start: 0, typed: 'Image2' }, all)).toEqual(['@Image2']);
    expect(matching({ start: 0, typed: 'x' }, all)).toEqual([]);
  });
});
