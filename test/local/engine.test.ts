import { afterEach, describe, expect, it } from '@jest/globals';
import type { Definition } from '../../local/definition.ts';
import { startEngine, type Behaviour, type Engine } from '../../local/engine.ts';

const call = 'arn:aws:lambda:us-east-1:123456789012:function:work';
const definition: Definition = {
  definition: {
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource: call,
        ResultPath: '$.step',
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, MaxAttempts: 1 }],
        Next: 'Choose',
      },
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$.step.next', StringEquals: 'wait', Next: 'Wait' }],
        Default: 'Done',
      },
      Wait: { Type: 'Wait', SecondsPath: '$.step.seconds', Next: 'Work' },
      Done: { Type: 'Succeed' },
    },
  },
  functions: { Work: 'work' },
};

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let engine: Engine;
afterEach(async () => {
  await engine.close();
});

const start = (work: Behaviour, states: string[] = []): Engine => {
  engine = startEngine({
    definition,
    behaviours: { work },
    log,
    onState: (_editId, state) => states.push(state),
    waits: { Wait: 1 },
    retries: { Work: 1 },
  });
  return engine;
};
const ending = async (name: string): Promise<string> => {
  for (;;) {
    const how = engine.executions.get(name);
    if (how !== undefined && how !== 'running') return how;
    await new Promise(setImmediate);
  }
};

describe('the local engine', () => {
  it('runs the definition with behaviours in the place of its functions', async () => {
    const states: string[] = [];
    const inputs: unknown[] = [];
    const answers = ['wait', 'done'];
    start(async (input) => {
      inputs.push(input);
      return { next: answers.shift(), seconds: 1 };
    }, states);
    await engine.start('ed_1', 1);
    expect(await ending('ed_1-1')).toBe('succeeded');
    expect(states).toEqual(['Work', 'Choose', 'Wait', 'Work', 'Choose', 'Done']);
    expect(inputs).toEqual([{ edit_id: 'ed_1' }, { edit_id: 'ed_1', step: { next: 'wait', seconds: 1 } }]);
  });

  it('repeats as the definition says, and fails with the last error', async () => {
    let tries = 0;
    await start(async () => {
      tries += 1;
      throw new Error(`try ${tries}`);
    }).start('ed_1', 1);
    expect(await ending('ed_1-1')).toContain('try 2');
  });

  it('goes the way that the definition has for an error, with the error beside the input', async () => {
    const inputs: unknown[] = [];
    const states: string[] = [];
    engine = startEngine({
      definition: {
        definition: {
          StartAt: 'Work',
          States: {
            Work: {
              Type: 'Task',
              Resource: call,
              ResultPath: '$.step',
              Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.fault', Next: 'Rest' }],
              End: true,
            },
            Rest: { Type: 'Wait', Seconds: 120, Next: 'Work' },
          },
        },
        functions: { Work: 'work' },
      },
      behaviours: {
        work: async (input) => {
          inputs.push(input);
          if (inputs.length === 1) throw new TypeError('nobody foresaw this');
          return {};
        },
      },
      log,
      onState: (_editId, state) => states.push(state),
      waits: { Rest: 1 },
    });
    await engine.start('ed_1', 1);
    expect(await ending('ed_1-1')).toBe('succeeded');
    expect(states).toEqual(['Work', 'Rest', 'Work']);
    expect(inputs[1]).toMatchObject({ edit_id: 'ed_1', fault: { Error: 'TypeError' } });
  });

  it('writes down how an execution failed', async () => {
    const written: unknown[] = [];
    const failing = {
      StartAt: 'Failed',
      States: { Failed: { Type: 'Fail', Error: 'failed_at_provider', Cause: 'no face was found' } },
    };
    engine = startEngine({
      definition: { definition: failing, functions: {} },
      behaviours: {},
      log: { ...log, info: (message, facts) => written.push(message, facts) },
    });
    await engine.start('ed_1', 1);
    expect(await ending('ed_1-1')).toContain('no face was found');
    expect(written).toEqual([
      'an execution failed',
      { editId: 'ed_1', name: 'ed_1-1', ending: engine.executions.get('ed_1-1') },
    ]);
  });

  it('runs an execution once a name', async () => {
    let calls = 0;
    start(async () => {
      calls += 1;
      return { next: 'done', seconds: 1 };
    });
    await engine.start('ed_1', 1);
    await engine.start('ed_1', 1);
    await ending('ed_1-1');
    await engine.start('ed_1', 1);
    await engine.start('ed_1', 2);
    await ending('ed_1-2');
    expect(calls).toBe(2);
  });

  it('lets what a state is doing come to its end before it is closed, and starts nothing after', async () => {
    const { promise: answer, resolve } = Promise.withResolvers<object>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    let finished = false;
    await start(async () => {
      begin(undefined);
      await answer;
      finished = true;
      return { next: 'wait', seconds: 1 };
    }).start('ed_1', 1);
    await begun;
    const closing = engine.close();
    resolve({});
    await closing;
    expect(finished).toBe(true);
    await expect(engine.start('ed_2', 1)).rejects.toThrow('stopped');
  });

  it('calls one function for at most 16 edits at once, as its concurrency would be', async () => {
    let now = 0;
    let most = 0;
    start(async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
      return { next: 'done', seconds: 1 };
    });
    for (let run = 1; run <= 100; run += 1) await engine.start('ed_1', run);
    for (let run = 1; run <= 100; run += 1) await ending(`ed_1-${run}`);
    expect(most).toBe(16);
  });

  it('fails at once where a state calls what is not there', () => {
    start(async () => ({}));
    expect(() => startEngine({ definition, behaviours: {}, log })).toThrow('State Work calls work');
  });
});
