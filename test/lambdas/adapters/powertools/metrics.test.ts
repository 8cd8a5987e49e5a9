import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Metrics } from '@aws-lambda-powertools/metrics';
import {
  countedNotices,
  lambdaMetrics,
  type LambdaMetrics,
} from '../../../../lambdas/adapters/powertools/metrics.ts';
import { changed, ended, type NoticeType } from '../../../../lambdas/core/edit.ts';
import { fakeLog, type FakeLog } from '../../../fakes/log.ts';
import { fakeNotices } from '../../../fakes/notices.ts';
import { anOutbox } from '../../../ports/notices-suite.ts';
import { anEdit } from '../../core/an-edit.ts';

/** What CloudWatch makes metrics of. */
interface Embedded {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly { readonly Namespace: string; readonly Dimensions: string[][] }[];
  };
  readonly [name: string]: unknown;
}

describe('the metrics of a function', () => {
  let log: FakeLog;
  let metrics: LambdaMetrics;
  let written: string[];
  beforeEach(() => {
    written = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    log = fakeLog();
    metrics = lambdaMetrics({ stage: 'test', log });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const flushed = (): Embedded[] => {
    metrics.flush();
    const lines = written
      .join('')
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Embedded);
  };

  it('are in the namespace Reshoot, with the stage for their only dimension', async () => {
    await countedNotices(fakeNotices(), metrics).send(anOutbox());
    const [line, ...others] = flushed();
    expect(others).toEqual([]);
    expect(line).toMatchObject({ stage: 'test', EditSubmitted: 1, EditCompleted: 1, EditSeconds: 61 });
    expect(line?._aws.CloudWatchMetrics).toMatchObject([
      {
        Namespace: 'Reshoot',
        Dimensions: [['stage']],
        Metrics: [
          { Name: 'EditSubmitted', Unit: 'Count' },
          { Name: 'EditCompleted', Unit: 'Count' },
          { Name: 'EditSeconds', Unit: 'Seconds' },
        ],
      },
    ]);
  });

  it.each<[NoticeType, string]>([
    ['Edit Submitted', 'EditSubmitted'],
    ['Edit Completed', 'EditCompleted'],
    ['Edit Failed', 'EditFailed'],
    ['Edit Cancelled', 'EditCancelled'],
    ['Edit Uncertain', 'EditUncertain'],
    ['Edit Overdue', 'EditOverdue'],
  ])('count %s as %s', async (type, name) => {
    const { pendingNotices, request } = changed(anEdit(), {}, 1, type);
    await countedNotices(fakeNotices(), metrics).send(pendingNotices.map((notice) => ({ notice, request })));
    expect(flushed()).toMatchObject([{ [name]: 1 }]);
  });

  it('count only what was taken, and leave the answer as it is', async () => {
    const waiting = [...anOutbox(), ...anOutbox()];
    const notices = fakeNotices(({ type }) => type === 'Edit Submitted');
    const ids = waiting
      .filter(({ notice }) => notice.type === 'Edit Submitted')
      .map(({ notice }) => notice.id);
    expect(await countedNotices(notices, metrics).send(waiting)).toEqual(ids);
    const [line] = flushed();
    expect(line).toMatchObject({ EditSubmitted: [1, 1] });
    expect(line).not.toHaveProperty('EditCompleted');
    expect(line).not.toHaveProperty('EditSeconds');
  });

  it('measure no failed edit', async () => {
    const { pendingNotices, request } = ended(anEdit(), 'failed', {}, 5_000);
    await countedNotices(fakeNotices(), metrics).send(pendingNotices.map((notice) => ({ notice, request })));
    expect(flushed()[0]).not.toHaveProperty('EditSeconds');
  });

  it('count nothing where nothing could be sent', async () => {
    const notices = fakeNotices(() => {
      throw new Error('throttled');
    });
    await expect(countedNotices(notices, metrics).send(anOutbox())).rejects.toThrow('throttled');
    expect(flushed()).toEqual([]);
  });

  it('are written once, and not at all where there are none', async () => {
    metrics.flush();
    expect([...written, ...log.lines]).toEqual([]);
    await countedNotices(fakeNotices(), metrics).send(anOutbox());
    expect(flushed()).toHaveLength(1);
    expect(flushed()).toHaveLength(1);
  });

  it('are lost, and nothing else is, where they cannot be counted or written', async () => {
    metrics.seconds('EditSeconds', Number.NaN);
    jest.spyOn(Metrics.prototype, 'addMetric').mockImplementation(() => {
      throw new RangeError('no more metrics');
    });
    const outbox = anOutbox();
    expect(await countedNotices(fakeNotices(), metrics).send(outbox)).toHaveLength(2);
    jest.spyOn(Metrics.prototype, 'hasStoredMetrics').mockReturnValue(true);
    jest.spyOn(Metrics.prototype, 'publishStoredMetrics').mockImplementation(() => {
      throw new Error('a broken pipe');
    });
    metrics.flush();
    expect(new Set(log.lines)).toEqual(new Set(['warn: a metric could not be written']));
    expect(log.entries.at(-1)?.facts).toMatchObject({ error: { message: 'a broken pipe' } });
  });
});
