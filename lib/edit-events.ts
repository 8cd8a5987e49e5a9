import type { Duration } from 'aws-cdk-lib';
import {
  Archive,
  EventBus,
  Rule,
  type EventCommonOptions,
  type IEventBus,
  type IRuleTarget,
  type OnEventOptions,
} from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { eventSource } from '../lambdas/contract/events.ts';
import type { EveryEvent } from '../lambdas/contract/every-event.ts';

/** The `detail-type` of an event. */
export type EventType = EveryEvent['detail-type'];

export interface OnEditEventOptions extends OnEventOptions {
  /**
   * Which events.
   *
   * @default - all that the stage tells
   */
  readonly types?: readonly EventType[] | undefined;
}

/** Rules on the bus for what others do about a stage's events. Their names here meet no name of the stage's own parts. */
export class EditEvents extends Construct {
  private readonly bus: IEventBus;

  constructor(scope: Construct, id: string, { bus }: { readonly bus: IEventBus }) {
    super(scope, id);
    this.bus = bus;
  }

  /** A rule for events of these types; `eventPattern.detail` narrows it. */
  onEvent(id: string, { target, types, eventPattern = {}, ...options }: OnEditEventOptions = {}): Rule {
    // A rule joins its patterns: these would add to what it is for.
    for (const name of ['source', 'detailType'] as const) {
      if (eventPattern[name] !== undefined)
        throw new Error(`eventPattern of ${id} must not have ${name}: the rule says it`);
    }
    return new Rule(options.crossStackScope ?? this, id, {
      ...options,
      eventBus: this.bus,
      eventPattern: {
        ...eventPattern,
        source: [eventSource],
        ...(types === undefined ? {} : { detailType: [...types] }),
      },
      targets: target === undefined ? [] : [target],
    });
  }

  /** The same, for events of one type and with its target in front. */
  onType(type: EventType, id: string, target: IRuleTarget, options: EventCommonOptions = {}): Rule {
    return this.onEvent(id, { ...options, target, types: [type] });
  }
}

/** The bus that events are told on, with an archive of them. */
export const archivedBus = (scope: Construct, given: IEventBus | undefined, kept: Duration): IEventBus => {
  const archive = {
    description: 'Events of edits, to be played again',
    eventPattern: { source: [eventSource] },
    retention: kept,
  };
  if (given !== undefined) {
    new Archive(scope, 'Archive', { sourceEventBus: given, ...archive });
    return given;
  }
  const bus = new EventBus(scope, 'Bus');
  bus.archive('Archive', archive);
  return bus;
};
