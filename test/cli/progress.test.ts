import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { drawBoard, type Row } from '../../cli/output/board.ts';
import { estimateAt, toldOf, type Told } from '../../cli/output/estimate.ts';
import { leftOf, progressLine } from '../../cli/output/progress-line.ts';
import { printable, shortened } from '../../cli/output/printable.ts';
import { durationOf, standingOf } from '../../cli/output/words.ts';
import { anEdit } from './an-edit.ts';

const told: Told = { at: 10, since: 0, etaSeconds: 30, overrun: false, ended: false };

describe('how far an edit is', () => {
  test.each([
    ['as it was told', 10, told, { fraction: 0.25, leftSeconds: 30, overrun: false }],
    ['ten seconds later', 20, told, { fraction: 0.5, leftSeconds: 20, overrun: false }],
    ['past its time', 45, told, { fraction: 0.99, overrun: true }],
    ['at its end', 20, { ...told, ended: true }, { fraction: 1, overrun: false }],
    ['where nobody knows', 20, { ...told, etaSeconds: undefined }, { fraction: 0, overrun: false }],
    [
      'where it takes longer than most',
      20,
      { ...told, overrun: true },
      { fraction: 0.5, leftSeconds: 20, overrun: true },
    ],
  ])('is told %s', (_name, now, of, estimate) => {
    expect(estimateAt(now, of, 0)).toEqual(estimate);
  });

  it('never goes back, whatever is told, and is whole at the end alone', () => {
    const looks = fc.array(
      fc.record({
        wait: fc.nat(600),
        eta: fc.option(fc.integer({ min: 1, max: 90_000 }), { nil: undefined }),
      }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(looks, (seen) => {
        let [now, shown]: [number, number] = [0, 0];
        let last: Told | undefined;
        for (const { wait, eta } of seen) {
          const edit = anEdit(eta === undefined ? {} : { eta_seconds: { p50: eta, p90: 2 * eta } });
          last = toldOf(edit, now, last);
          for (const at of [now, now + wait / 2, now + wait]) {
            const { fraction } = estimateAt(at, last, shown);
            expect(fraction).toBeGreaterThanOrEqual(shown);
            expect(fraction).toBeLessThan(1);
            shown = fraction;
          }
          now += wait;
        }
      }),
    );
  });

  it('says that an edit is overdue', () => {
    expect(toldOf(anEdit({ overdue_at: '2026-11-25T10:00:00.000Z' }), 0, undefined).overrun).toBe(true);
  });
});

describe('a line of progress', () => {
  const half = { fraction: 0.5, leftSeconds: 80, overrun: false };

  test.each([
    [100, 'ed_1  running  [###############---------------]  50 %  about 1 min 20 s left'],
    [60, 'ed_1  running  [#######-------]  50 %  about 1 min 20 s left'],
    [50, 'ed_1  running  50 %  about 1 min 20 s left'],
    [20, 'ed_1  running  50 %…'],
    [0, '…'],
  ])('fits into %i columns', (columns, line) => {
    expect(progressLine('ed_1', 'running', half, columns)).toBe(line);
  });

  it('is never wider than the terminal', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (columns, fraction) => {
          const line = progressLine('ed_1', 'running', { fraction, overrun: true }, columns);
          expect(line.length).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  test.each([
    [{ fraction: 0, overrun: false }, ''],
    [{ fraction: 0, overrun: true }, 'takes longer than estimated'],
    [{ fraction: 0, leftSeconds: 5, overrun: true }, 'about 5 s left, longer than usual'],
  ])('says of %j: %s', (estimate, words) => {
    expect(leftOf(estimate)).toBe(words);
  });
});

describe('many at once', () => {
  const row = (more: Partial<Row>): Row => ({ name: 'line 1', standing: '', shown: 0, over: false, ...more });
  const draw = (rows: readonly Row[], more = {}) =>
    drawBoard(rows, { now: 20, shown: 0, columns: 80, height: 24, ...more });

  it('have one line for all, and one for each that moves', () => {
    const { lines } = draw([
      row({ over: true, standing: 'ed_1  completed' }),
      row({ name: 'line 2', standing: 'ed_2  running', told }),
      row({ name: 'line 3', standing: 'uploading' }),
      row({ name: 'line 4' }),
    ]);
    expect(lines).toEqual([
      expect.stringMatching(/^1 of 4 {2}at their end {2}\[#+-+\] {2}37 %$/u),
      expect.stringMatching(/^ {2}line 2 {2}ed_2 {2}running {2}.* 50 % {2}about 20 s left$/u),
      '  line 3  uploading',
    ]);
  });

  it('tell how long all take where it is known of each', () => {
    const { lines } = draw([row({ over: true }), row({ told, standing: 'running' })]);
    expect(lines[0]).toContain('about 20 s left');
  });

  it('never go back when another one begins anew', () => {
    expect(draw([row({}), row({})], { shown: 0.4 }).shown).toBe(0.4);
  });

  it('leave room on a small terminal', () => {
    const rows = Array.from({ length: 40 }, () => row({ standing: 'sending' }));
    expect(draw(rows, { height: 6 }).lines).toEqual([
      expect.anything(),
      ...Array<string>(3).fill('  line 1  sending'),
      '  and 37 more',
    ]);
    expect(draw(rows).lines).toHaveLength(14);
  });
});

describe('words', () => {
  test.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [3_600, '1 h'],
    [7_500, '2 h 5 min'],
    [-3, '0 s'],
  ])('have %d seconds as %s', (seconds, text) => {
    expect(durationOf(seconds)).toBe(text);
  });

  test.each([
    [{ status: 'accepted', place: 3, waiting_for: 'capacity' }, 'accepted, place 3 in line'],
    [{ status: 'accepted', waiting_for: 'provider_account' }, 'accepted, waits for provider account'],
    [{ status: 'queued', queue_position: 2 }, 'queued, place 2 at the provider'],
    [{ status: 'running' }, 'running'],
  ] as const)('say where %j stands', (edit, text) => {
    expect(standingOf(anEdit(edit))).toBe(text);
  });

  it('have nothing in them that would steer a terminal', () => {
    expect(printable('a\u001b[31m\tred\r\n\u0007 \u202Eline')).toBe('a [31m red line');
    expect(shortened('abcdef', 4)).toBe('abc…');
    expect(shortened('\u{1F600}\u{1F600}', 2)).toBe('\u{1F600}\u{1F600}');
  });
});
