import { subscribe } from 'node:diagnostics_channel';
import type { Pluggable } from '@smithy/types';

/** Requests that left for each service. */
export interface RoundTrips {
  dynamo: number;
  stepFunctions: number;
  media: number;
}

export const noTrips = (): RoundTrips => ({ dynamo: 0, stepFunctions: 0, media: 0 });

/** Counts what a client of the SDK sends, and what it sends again: after the middleware that does so. */
export const counting = <Input extends object, Output extends object>(
  count: () => void,
): Pluggable<Input, Output> => ({
  applyToStack: (stack) => {
    stack.add(
      (next) => async (args) => {
        count();
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'countRequests' },
    );
  },
});

/** Counts what undici sends: of all that is here, media alone are fetched with it. */
export const countMedia = (count: () => void): void => {
  subscribe('undici:request:create', count);
};
