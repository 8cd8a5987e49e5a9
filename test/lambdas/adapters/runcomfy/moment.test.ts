import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { momentOf } from '../../../../lambdas/adapters/runcomfy/moment.ts';

const moment = Date.UTC(2026, 10, 23, 4, 23, 32);

describe('a moment that the provider names', () => {
  it.each<[unknown, number]>([
    ['2026-11-23T04:23:32Z', moment],
    ['2026-11-23T04:23:32.380Z', moment + 380],
    ['2026-11-23T04:23:32.380912+00:00', moment + 380],
    ['2026-11-23T06:23:32+02:00', moment],
    ['2026-11-22 23:23:32-0500', moment],
    ['2026-11-23 09:53:32 +05:30', moment],
    ['2026-11-23T05:23:32+01', moment],
    ['2026-11-23t04:23:32,5z', moment + 500],
    [' 2026-11-23T04:23Z ', moment - 32_000],
    [moment / 1_000, moment],
    [moment / 1_000 + 0.38, moment + 380],
    [moment, moment],
    [String(moment / 1_000), moment],
    [`${moment / 1_000}.380`, moment + 380],
  ])('as %j is read', (said, read) => {
    expect(momentOf(said)).toBe(read);
  });

  it.each([
    // Of no zone, it may be anywhere.
    '2026-11-23T04:23:32',
    '2026-11-23 04:23:32.380',
    '2026-11-23',
    '2026-11-23T04:23:32 CET',
    'Mon, 23 Nov 2026 04:23:32 GMT',
    '2026-13-23T04:23:32Z',
    '2026-11-23T04:23:32+99:99',
    'yesterday',
    '',
    '17640000000000000',
    42,
    Number.NaN,
    null,
    undefined,
    {},
    true,
  ])('as %j is none', (said) => {
    expect(momentOf(said)).toBeUndefined();
  });

  it('is read in whatever zone it is told', () => {
    const minutes = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const two = (value: number) => String(value).padStart(2, '0');
    fc.assert(
      fc.property(fc.integer({ min: 1e12, max: 4e12 }), minutes, (then, offset) => {
        const local = new Date(then + offset * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(offset);
        const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
        expect(momentOf(`${local}${zone}`)).toBe(then);
      }),
    );
  });
});
