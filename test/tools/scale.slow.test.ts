import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { synthesise } from '../../local/definition.ts';
import { stageSettingsSchema } from '../../lib/settings/stage-settings.ts';
import { settings } from '../../tools/scale/facts.ts';
import { measureHotItems } from '../../tools/scale/hot-items.ts';
import { holdsUntil, limitsOf, loadOf, unitsAt, type Counted } from '../../tools/scale/loads.ts';
import { countOne, jobLengths } from '../../tools/scale/measure.ts';
import { putSections } from '../../tools/scale/page.ts';

const root = join(import.meta.dirname, '..', '..');
const file = async (path: string) => readFile(join(root, path), 'utf8');
const counted = JSON.parse(await file('tools/scale/counted.json')) as Counted;

describe('the page about scale', () => {
  it('is computed from what was counted: otherwise, npm run scale -- --keep', async () => {
    const page = await file('docs/scale.md');
    expect(page).toBe(await format(putSections(page, counted), { parser: 'markdown', printWidth: 110 }));
  });

  it('fails where a table has no place', () => {
    expect(() => putSections('# Nothing\n', counted)).toThrow('there is no <!-- scale: counted -->');
  });
});

describe('what was counted', () => {
  it('is what an edit takes today, within a tenth: otherwise, npm run scale', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reshoot-scale-test-'));
    try {
      const { edits } = await synthesise(folder);
      const today = await countOne(edits, counted.meanJobSeconds, { budget: true });
      const kept = counted.withBudget;
      // A job of the mean length is looked at about as often as jobs are on average.
      const near = (now: number, then: number) => {
        expect(Math.abs(now - then) / then).toBeLessThan(0.1);
      };
      near(today.looks, kept.looks);
      near(today.lookingSeconds, kept.lookingSeconds);
      // A pass more or less.
      const within = (now: number, then: number, units: number) => {
        expect(Math.abs(now - then)).toBeLessThanOrEqual(units);
      };
      within(today.transitions, kept.transitions, 3);
      within(today.table.writes, kept.table.writes, 1);
      within(today.table.writeUnits, kept.table.writeUnits, 2);
      within(today.table.byDueUnits, kept.table.byDueUnits, 2);
      // What does not follow from the length of the job is the same to the last call.
      const { lineWrites, spendingWrites, spendingReads, lost } = today.table;
      expect({ lineWrites, spendingWrites, spendingReads, lost }).toEqual({
        lineWrites: kept.table.lineWrites,
        spendingWrites: kept.table.spendingWrites,
        spendingReads: kept.table.spendingReads,
        lost: 0,
      });
      expect([today.events, today.putEvents, today.s3]).toEqual([kept.events, kept.putEvents, kept.s3]);
      expect(Object.keys(today.functions).toSorted()).toEqual(Object.keys(kept.functions).toSorted());
      // Each pass is a wait, a call and a choice, and there are many looks in it.
      const passes = today.functions['check-status'] ?? NaN;
      expect(today.transitions).toBeGreaterThan(3 * passes);
      expect(today.looks).toBeGreaterThan(20 * passes);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  it('is paid for the whole of an item that all share', async () => {
    const [few, more] = await measureHotItems([5, 120]);
    expect(few).toMatchObject({ open: 5, lineWriteUnits: 1 });
    for (const key of ['lineWriteUnits', 'spendingWriteUnits'] as const)
      expect(Math.abs((more?.[key] ?? 0) - unitsAt(counted.hotItems, key, 120))).toBeLessThanOrEqual(1);
  }, 60_000);

  it('is of jobs whose mean is that of all', () => {
    // exp(σ²/2) above the median, but for the longest that ten shares do not show.
    expect(counted.meanJobSeconds).toBeGreaterThan(190);
    expect(counted.meanJobSeconds).toBeLessThan(195.1);
    expect(jobLengths(3)[1]).toBe(180);
  });
});

describe('a load', () => {
  it('is the edits of a second, and those at the provider', () => {
    expect(loadOf(86_400, { holdSeconds: 200 })).toEqual({ perSecond: 1, open: 200 });
    expect(loadOf(86_400, { holdSeconds: 200 }, 5)).toEqual({ perSecond: 5, open: 1_000 });
  });

  it('holds until what it takes is what there is', () => {
    const limits = limitsOf(counted);
    for (const limit of limits) {
      const edits = holdsUntil(limit, limit.quota.value, counted, 1);
      expect(limit.taken(loadOf(edits, counted))).toBeLessThanOrEqual(limit.quota.value);
      expect(limit.taken(loadOf(edits * 1.01, counted))).toBeGreaterThan(limit.quota.value);
    }
    const named = (name: string) => limits.find((limit) => limit.name.startsWith(name)) ?? limits[0];
    const slots = named('slots, the most');
    if (slots === undefined) throw new Error('there are no limits');
    // A slot makes as many edits a day as there are holds in it.
    expect(holdsUntil(slots, 1_000, counted, 1)).toBeCloseTo((1_000 * 86_400) / counted.holdSeconds, -3);
  });

  it('is held against the settings that there are', () => {
    expect(stageSettingsSchema.safeParse({ slots: settings.mostSlots }).success).toBe(true);
    expect(stageSettingsSchema.safeParse({ slots: settings.mostSlots + 1 }).success).toBe(false);
  });
});
