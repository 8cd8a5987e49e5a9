import { setTimeout } from 'node:timers/promises';
import { StateMachine } from 'aws-local-stepfunctions';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Log, Workflow } from '../lambdas/core/ports.ts';
import type { DeliveryRuns } from '../lambdas/core/webhooks.ts';
import type { Definition } from './definition.ts';

export type Behaviour = (input: unknown) => Promise<object>;

export interface EngineProps {
  readonly definition: Definition;
  /** By the function's name. */
  readonly behaviours: Readonly<Record<string, Behaviour>>;
  readonly log: Log;
  /** Told of every state that an execution enters, by the edit or the delivery that it is for. */
  readonly onState?: (id: string, state: string) => void;
  /** In the place of the waits that the definition names, in milliseconds by state: what a test need not wait for. */
  readonly waits?: Readonly<Record<string, number>>;
  /** Likewise for the pauses between the tries of a Task. */
  readonly retries?: Readonly<Record<string, number>>;
}

export interface Executions {
  /** Every execution so far, by name, and how it ended: `running`, `succeeded`, or the error it failed with. */
  readonly executions: ReadonlyMap<string, string>;
  /** Stops all executions where they are; what a state was doing is given a moment to come to its end. */
  close(): Promise<void>;
}

export type Engine = Executions & Workflow;
export type DeliveryEngine = Executions & DeliveryRuns;

// As long as a POST may take: a sender that is cut off leaves an edit that nobody can be sure about.
const graceSeconds = 105;

/** How many calls of one function run at once, as its concurrency would be on Lambda; more wait for their turn. */
const concurrency = 16;

/** Runs the state machine of edits in this process, its Task states bound to behaviours instead of Lambdas. */
export const startEngine = (props: EngineProps): Engine => {
  const machine = startMachine(props);
  return { ...machine, start: async (editId, run) => machine.start(`${editId}-${run}`, { editId }) };
};

/** The same for that of deliveries. */
export const startDeliveryEngine = (props: EngineProps): DeliveryEngine => {
  const machine = startMachine(props);
  return {
    ...machine,
    start: async ({ editId, deliveryId }, run) =>
      machine.start(`${deliveryId}-${run}`, { editId, deliveryId }),
  };
};

/** What an execution is for. */
interface Subject {
  readonly editId: string;
  readonly deliveryId?: string;
}

interface Machine extends Executions {
  start(name: string, subject: Subject): Promise<void>;
}

const inputOf = ({ editId, deliveryId }: Subject) => ({
  edit_id: editId,
  ...(deliveryId === undefined ? {} : { delivery_id: deliveryId }),
});

const startMachine = (props: EngineProps): Machine => {
  const { definition, behaviours, log, onState, waits = {}, retries = {} } = props;
  const machine = new StateMachine(definition.definition as ConstructorParameters<typeof StateMachine>[0]);
  const executions = new Map<string, string>();
  const running = new Map<string, { abort: () => void }>();
  const working = new Set<Promise<unknown>>();
  const limits: LimitFunction[] = [];
  let closed = false;

  const handlers = Object.fromEntries(
    Object.entries(definition.functions).map(([state, name]) => {
      const behaviour = behaviours[name];
      if (behaviour === undefined) throw new Error(`State ${state} calls ${name}, which is not there`);
      const limit = pLimit(concurrency);
      limits.push(limit);
      return [state, work(behaviour, limit, working)];
    }),
  );

  const run = async (name: string, subject: Subject): Promise<void> => {
    const execution = machine.run(inputOf(subject), {
      overrides: {
        taskResourceLocalHandlers: handlers,
        waitTimeOverrides: waits,
        retryIntervalOverrides: retries,
      },
      noThrowOnAbort: true,
    });
    running.set(name, execution);
    const watched = watch(execution.eventLogs, subject.deliveryId ?? subject.editId, onState);
    const ending = await endingOf(execution.result);
    if (ending !== 'succeeded') log.info('an execution failed', { ...subject, name, ending });
    await watched;
    running.delete(name);
    executions.set(name, ending);
  };

  return {
    executions,
    start: async (name, subject) => {
      if (closed) throw new Error('the engine is stopped');
      if (executions.has(name)) return;
      executions.set(name, 'running');
      void run(name, subject);
    },
    close: async () => {
      closed = true;
      for (const execution of running.values()) execution.abort();
      for (const limit of limits) limit.clearQueue();
      const patience = new AbortController();
      await Promise.race([
        Promise.allSettled(working),
        setTimeout(graceSeconds * 1_000, undefined, { signal: patience.signal, ref: false }),
      ]);
      patience.abort();
    },
  };
};

const work =
  (behaviour: Behaviour, limit: LimitFunction, working: Set<Promise<unknown>>) =>
  async (input: unknown): Promise<never> =>
    limit(async () => {
      const task = behaviour(input);
      working.add(task);
      try {
        // The engine's type for JSON; every answer is one.
        return (await task) as never;
      } finally {
        working.delete(task);
      }
    });

const endingOf = async (result: Promise<unknown>): Promise<string> => {
  try {
    await result;
    return 'succeeded';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

// Read to the end even where nobody listens: the engine keeps every event that was not read.
const watch = async (
  events: ReturnType<StateMachine['run']>['eventLogs'],
  id: string,
  onState: EngineProps['onState'],
): Promise<void> => {
  for await (const event of events) {
    if (event.type === 'StateEntered') onState?.(id, event.state.name);
  }
};
