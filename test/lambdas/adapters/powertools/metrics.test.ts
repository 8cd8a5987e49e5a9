import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { lambdaMeter, type LambdaMeter } from '../../../../lambdas/adapters/powertools/metrics.ts';
import { stageMetrics, type MetricName } from '../../../../lambdas/contract/metrics.ts';
import { fakeLog, type FakeLog } from '../../../fakes/log.ts';
import { captureEmbedded, type Embedded } from './embedded.ts';

const editId = 'ed_aaaaaaaaaaaaaaaaaaaaaaaaaa';

describe('the metrics of a function', () => {
  let log: FakeLog;
  let meter: LambdaMeter;
  let written: () => Embedded[];
  beforeEach(() => {
    written = captureEmbedded();
    log = fakeLog();
    meter = lambdaMeter({ stage: 'test', log });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const flushed = (): Embedded[] => {
    meter.flush();
    return written();
  };

  it.each(Object.keys(stageMetrics) as MetricName[])(
    'have %s in the namespace Reshoot, in its unit, with the stage for a dimension',
    (metric) => {
      meter.measure({ metric, value: 1.5 });
      expect(flushed()).toMatchObject([
        {
          stage: 'test',
          [metric]: 1.5,
          _aws: {
            CloudWatchMetrics: [
              {
                Namespace: 'Reshoot',
                Dimensions: [['stage']],
                Metrics: [{ Name: metric, Unit: stageMetrics[metric].unit }],
              },
            ],
          },
        },
      ]);
    },
  );

  it('have the id of their edit for a property, and never for a dimension', () => {
    meter.measure({ metric: 'EditCompleted', value: 1, editId });
    meter.measure({ metric: 'EditSeconds', value: 61, editId });
    meter.measure({ metric: 'EditCompleted', value: 1, editId: 'ed_other' });
    const lines = flushed();
    expect(lines).toMatchObject([
      { edit_id: editId, EditCompleted: 1, EditSeconds: 61 },
      { edit_id: 'ed_other', EditCompleted: 1 },
    ]);
    expect(lines.map((line) => line._aws.CloudWatchMetrics[0]?.Dimensions)).toEqual([
      [['stage']],
      [['stage']],
    ]);
  });

  it('have a series for each further dimension beside that of the stage', () => {
    const by = { owner: '123456789012', 'metadata.project': ' Zürich' };
    meter.measure({ metric: 'SpentUsd', value: 0.84, editId, by });
    meter.measure({ metric: 'EditCompleted', value: 1, editId });
    const [spent, completed] = flushed();
    expect(spent).toMatchObject({
      SpentUsd: 0.84,
      edit_id: editId,
      owner: '123456789012',
      'metadata.project': ' Z%C3%BCrich',
    });
    expect(spent?._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([
      ['stage'],
      ['stage', 'owner'],
      ['stage', 'metadata.project'],
    ]);
    // Nothing of one line is left in the next.
    expect(completed?._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['stage']]);
    expect(completed).not.toHaveProperty('owner');
  });

  it('have a share of a value in its own series alone', () => {
    meter.measure({ metric: 'EditsWaiting', value: 7 });
    meter.measure({ metric: 'EditsWaiting', value: 5, by: { waiting_for: 'capacity' }, share: true });
    expect(flushed().map((line) => line._aws.CloudWatchMetrics[0]?.Dimensions)).toEqual([
      [['stage']],
      [['stage', 'waiting_for']],
    ]);
  });

  it('keep their dimensions and their edit, however many values there are', () => {
    for (let count = 0; count < 120; count += 1) {
      meter.measure({ metric: 'EditFailed', value: 1, editId, by: { reason: 'rejected_by_provider' } });
    }
    const lines = flushed();
    const values = lines.flatMap((line) => line['EditFailed'] as number[]);
    expect(values).toEqual(new Array(120).fill(1));
    for (const line of lines) {
      expect(line).toMatchObject({ edit_id: editId, reason: 'rejected_by_provider' });
      expect(line._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['stage'], ['stage', 'reason']]);
    }
  });

  it('are written once, and not at all where there are none', () => {
    expect(flushed()).toEqual([]);
    meter.measure({ metric: 'EditRejected', value: 1 });
    expect(flushed()).toHaveLength(1);
    expect(flushed()).toHaveLength(1);
    expect(log.lines).toEqual([]);
  });

  it('are lost, and nothing else is, where they have no value or cannot be written', () => {
    meter.measure({ metric: 'EditSeconds', value: Number.NaN });
    meter.measure({ metric: 'BudgetUsedPercent', value: Infinity });
    expect(flushed()).toEqual([]);
    expect(log.lines).toEqual(['warn: a metric has no value', 'warn: a metric has no value']);
    const broken = jest.spyOn(Metrics.prototype, 'publishStoredMetrics').mockImplementation(() => {
      throw new Error('a broken pipe');
    });
    meter.measure({ metric: 'EditFailed', value: 1, editId, by: { reason: 'abandoned' } });
    meter.flush();
    expect(log.entries.at(-1)).toMatchObject({
      message: 'a metric could not be written',
      facts: { error: { message: 'a broken pipe' } },
    });
    broken.mockRestore();
    meter.measure({ metric: 'EditRejected', value: 1 });
    const [line] = flushed();
    expect(line).toMatchObject({ EditRejected: 1 });
    expect(line).not.toHaveProperty('EditFailed');
    expect(line).not.toHaveProperty('edit_id');
    expect(line?._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['stage']]);
  });
});
