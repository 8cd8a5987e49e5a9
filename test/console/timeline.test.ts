import { describe, expect, it } from '@jest/globals';
import { momentsOf } from '../../console/edit/moments.ts';
import { phasesOf } from '../../console/edit/timeline.ts';
import { after, anEditBody, timeAfter } from './an-edit-body.ts';

const told = (edit: Parameters<typeof phasesOf>[0], seconds: number) =>
  phasesOf(edit, after(seconds)).map(({ name, seconds: long, to }) => [name, long, to === undefined]);

describe('the phases of an edit', () => {
  it.each([
    ['waits', {}, [['waiting', 100, true]]],
    [
      'runs',
      { status: 'running', submitted_at: timeAfter(20) },
      [
        ['waiting', 20, false],
        ['provider', 80, true],
      ],
    ],
    [
      'is being stored',
      { status: 'storing', submitted_at: timeAfter(20), made_at: timeAfter(90) },
      [
        ['waiting', 20, false],
        ['provider', 70, false],
        ['storing', 10, true],
      ],
    ],
    [
      'is stored',
      {
        status: 'completed',
        submitted_at: timeAfter(20),
        made_at: timeAfter(50),
        finished_at: timeAfter(60),
      },
      [
        ['waiting', 20, false],
        ['provider', 30, false],
        ['storing', 10, false],
      ],
    ],
    [
      'failed at the provider',
      { status: 'failed', submitted_at: timeAfter(20), finished_at: timeAfter(60) },
      [
        ['waiting', 20, false],
        ['provider', 40, false],
      ],
    ],
    ['ended unsent', { status: 'cancelled', finished_at: timeAfter(30) }, [['waiting', 30, false]]],
    [
      'is uncertain',
      { status: 'uncertain', updated_at: timeAfter(30) },
      [
        ['waiting', 30, false],
        ['uncertain', 70, true],
      ],
    ],
  ] as const)('when it %s', (_what, facts, phases) => {
    expect(told(anEditBody(facts), 100)).toEqual(phases);
  });

  it('share the whole time between them', () => {
    const edit = anEditBody({
      status: 'completed',
      submitted_at: timeAfter(25),
      finished_at: timeAfter(100),
    });
    expect(phasesOf(edit, after(500)).map(({ share }) => share)).toEqual([0.25, 0.75]);
  });

  it('share it alike before any time has passed', () => {
    expect(phasesOf(anEditBody(), after(0)).map(({ share }) => share)).toEqual([1]);
  });
});

describe('the moments of an edit', () => {
  it('stand in the order in which they were', () => {
    const edit = anEditBody({
      status: 'completed',
      submitted_at: timeAfter(50),
      overdue_at: timeAfter(70),
      made_at: timeAfter(85),
      finished_at: timeAfter(90),
      resolutions: [{ action: 'adopt', request_id: 'r-1', by: 'owner', at: timeAfter(60) }],
    });
    expect(momentsOf(edit).map(({ what }) => what)).toEqual([
      'Recorded',
      'Taken by the provider: billable from here',
      'Settled by its owner: adopted the job r-1',
      'Overdue: it takes longer than it should',
      'Finished at the provider',
      'Stored and checked',
    ]);
  });
});
