import { describe, expect, it } from '@jest/globals';
import { coverage, rowsIn, titlesIn, titlesPassed } from '../../tools/faults/fault-rows.ts';

const page = `
| #   | what goes wrong | what happens |
| --- | --------------- | ------------ |
| 1   | a body          | 400          |
| 12  | too busy        | waits        |
`;

describe('the rows of the page of faults', () => {
  it('are read by their number', () => {
    expect(rowsIn(page)).toEqual([
      { number: 1, what: 'a body' },
      { number: 12, what: 'too busy' },
    ]);
  });

  it('are covered where a test carries their number, and only theirs', () => {
    expect(coverage(rowsIn(page), ['fault 1: a', 'all of it fault 12: b', 'fault 12: c']).faults).toEqual([]);
    expect(coverage(rowsIn(page), ['fault 1: a', 'default 12: b']).faults).toEqual([
      'fault 12 has no test: too busy',
    ]);
    expect(coverage(rowsIn(page), ['fault 1: a', 'fault 12: b', 'fault 99: c']).faults).toEqual([
      'a test names fault 99, which is not on the page',
    ]);
  });

  it('are at fault where they are there twice, or not at all', () => {
    expect(coverage(rowsIn(page + page), ['fault 1: a', 'fault 12: b']).faults).toEqual([
      'fault 1 is there twice',
      'fault 12 is there twice',
    ]);
    expect(coverage([], []).faults).toEqual(['the page has no rows']);
  });
});

describe('the tests of a source', () => {
  it.each([
    ["it('fault 1: a', () => {});", ['fault 1: a']],
    ["test.each([1])('fault 1: %d', () => {});", ['fault 1: %d']],
    [
      "describe.each<[string]>([['x']])('fault 1, of %s', () => { it('b', () => {}); });",
      ['fault 1, of %s', 'b'],
    ],
    ['it(`fault 1: ${name}`, () => {});', ['fault 1: ']],
    ["it.each([['fault 1: a', 2]])('%s', () => {});", ['fault 1: a', '%s']],
    ["// it('fault 1: a', () => {});", []],
    ["it.skip('fault 1: a', () => {});", []],
    ["it.todo('fault 1: a');", []],
    ["it.skip.each([1])('fault 1: %d', () => {});", []],
    ["describe.skip('all', () => { it('fault 1: a', () => {}); });", []],
    ["log('fault 1: a');", []],
  ])('%s counts as %j', (source, titles) => {
    expect(titlesIn('a.test.ts', source)).toEqual(titles);
  });

  it('count only where they passed, out of results', () => {
    const assertionResults = [
      { fullName: 'all of it fault 1: a', status: 'passed' },
      { fullName: 'fault 12: b', status: 'failed' },
      { fullName: 'fault 13: c', status: 'pending' },
    ];
    expect(titlesPassed(JSON.stringify({ testResults: [{ assertionResults }] }))).toEqual([
      'all of it fault 1: a',
    ]);
  });
});
