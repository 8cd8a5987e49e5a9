import { describe, expect, it } from '@jest/globals';
import { lookLimits } from '../../../lambdas/contract/look-limits.ts';
import { checkStatus } from '../../../lambdas/check-status/check-status.ts';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import { learnJob, type JobTimes } from '../../../lambdas/core/job-times.ts';
import type { StatusSeen } from '../../../lambdas/core/provider.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { editId } from '../../fakes/edit-id.ts';
import { fakeProvider, type Answers } from '../../fakes/provider.ts';
import { fakeTimes } from '../../fakes/times.ts';
import { fakeTurns } from '../../fakes/turns.ts';
import { anEdit } from '../core/an-edit.ts';

const start = 1_750_000_000_000;
const id = editId(0);
const input = { edit_id: id };

const threeMinutes = (): JobTimes => {
  let times: JobTimes = {};
  for (let job = 0; job < 60; job += 1) times = learnJob(times, { jobSeconds: job % 2 === 0 ? 130 : 250 });
  return times;
};

const lingering = (
  {
    elapsedSeconds = 150,
    underWay = 1,
    ...state
  }: Partial<EditRecord> & Partial<Record<'elapsedSeconds' | 'underWay', number>>,
  answers: Answers,
) => {
  const sentAt = start - elapsedSeconds * 1_000;
  const holders = Object.fromEntries(Array.from({ length: underWay }, (_, place) => [`ed_${place}`, start]));
  const deps = fakeDeps([anEdit({ status: 'running', requestId: 'request-1', sentAt, ...state })], {
    provider: fakeProvider(answers),
    times: fakeTimes(threeMinutes()),
    turns: fakeTurns({ holders }),
    lookLimits,
  });
  return { ...deps, look: checkStatus(deps), record: () => deps.edits.at(id) };
};

const until = (seconds: number, then: StatusSeen, now: () => number) => (): StatusSeen =>
  now() - start >= seconds * 1_000 ? then : { status: 'running' };

describe('CheckStatus, while the end is near,', () => {
  it('stays until the edit is finished, and finds it within seconds', async () => {
    let now = () => start;
    const { look, clock, record, provider } = lingering(
      {},
      { status: until(40, { status: 'finished' }, () => now()) },
    );
    now = () => clock.now();
    expect((await look(input)).next).toBe('store');
    const foundAfter = (clock.now() - start) / 1_000;
    expect(foundAfter).toBeGreaterThanOrEqual(40);
    expect(foundAfter).toBeLessThan(43);
    expect(record()).toMatchObject({ status: 'storing', madeAt: clock.now() });
    expect(provider.calls.filter((call) => call.startsWith('status')).length).toBeGreaterThan(15);
  });

  it('goes back to the wait when it may stay no longer, and is due only after that', async () => {
    const { look, clock, record } = lingering({}, { status: () => ({ status: 'running' }) });
    const { next, seconds } = await look(input);
    const stayed = (clock.now() - start) / 1_000;
    expect([next, seconds]).toEqual(['wait', Math.ceil(seconds)]);
    expect(seconds).toBeLessThan(4);
    expect(stayed).toBeLessThanOrEqual(lookLimits.lingerSeconds);
    expect(stayed).toBeGreaterThan(lookLimits.lingerSeconds - 5);
    expect(record().dueAt).toBeGreaterThanOrEqual(clock.now() + seconds * 1_000);
  });

  it('writes what is new alone', async () => {
    const { look, record } = lingering({}, { status: () => ({ status: 'running' }) });
    const { sequence } = record();
    await look(input);
    expect(record().sequence).toBe(sequence + 1);
  });

  it('does not stay far from the end', async () => {
    const { look, clock } = lingering({ elapsedSeconds: 2 }, { status: () => ({ status: 'running' }) });
    expect((await look(input)).seconds).toBeGreaterThan(30);
    expect(clock.slept).toEqual([]);
  });

  it('stays for its share of the time where more edits are under way than may stay at once', async () => {
    const underWay = 2 * lookLimits.lingerAtOnce;
    const { look, clock } = lingering({ underWay }, { status: () => ({ status: 'running' }) });
    const { seconds } = await look(input);
    const stayed = (clock.now() - start) / 1_000;
    expect(stayed).toBeGreaterThan(0);
    expect(stayed / (stayed + seconds)).toBeLessThanOrEqual(0.5);
  });

  it('fault 29: does not stay with a provider that is out of reach', async () => {
    const { look, clock, record } = lingering({}, { status: () => ({ status: 'unreachable', why: '503' }) });
    expect(await look(input)).toEqual({ next: 'wait', seconds: 2 });
    expect(clock.slept).toEqual([]);
    expect(record().vain.unreachable).toBe(1);
  });

  it('asks the provider to cancel what somebody wishes to cancel meanwhile', async () => {
    const asked: number[] = [];
    const { look, edits, clock, record } = lingering(
      { status: 'queued' },
      {
        status: () => (asked.length > 0 ? { status: 'cancelled' } : { status: 'queued' }),
        cancel: () => {
          asked.push(clock.now());
          return { outcome: 'cancelled' };
        },
      },
    );
    const sleep = clock.sleep.bind(clock);
    let wished = false;
    clock.sleep = async (milliseconds) => {
      await sleep(milliseconds);
      if (wished || clock.now() - start < 20_000) return;
      wished = true;
      await edits.change(record(), (current) => ({
        ...current,
        cancelRequestedAt: clock.now(),
        sequence: current.sequence + 1,
      }));
    };
    expect((await look(input)).next).toBe('announce');
    expect(record().status).toBe('cancelled');
    expect(((asked[0] ?? NaN) - start) / 1_000).toBeLessThan(35);
  });

  it('leaves at once where its process leaves', async () => {
    let leaving = false;
    const deps = lingering({}, { status: () => ({ status: 'running' }) });
    const sleep = deps.clock.sleep.bind(deps.clock);
    deps.clock.sleep = async (milliseconds) => {
      await sleep(milliseconds);
      leaving ||= deps.clock.now() - start > 30_000;
    };
    const step = await checkStatus({ ...deps, mayLinger: () => !leaving })(input);
    expect(step.next).toBe('wait');
    expect((deps.clock.now() - start) / 1_000).toBeLessThan(31.1);
  });
});
