import { randomUUID } from 'node:crypto';
import { inspectMedia } from '../lambdas/adapters/media/inspect-media.ts';
import { announce } from '../lambdas/announce/announce.ts';
import type { LookLimits } from '../lambdas/contract/look-limits.ts';
import { checkStatus, type CheckStatusDeps } from '../lambdas/check-status/check-status.ts';
import type { Downloads, InspectMedia, Inputs, Results } from '../lambdas/core/ports.ts';
import type { Prices } from '../lambdas/core/provider.ts';
import { send } from '../lambdas/send/send.ts';
import { storeResult } from '../lambdas/store-result/store-result.ts';
import type { Behaviour } from './engine.ts';

export interface WorkflowDeps extends Omit<CheckStatusDeps, 'lookLimits'> {
  /** @default - as the engine, which runs 16 calls of a function at once, can have them */
  readonly lookLimits?: LookLimits | undefined;
  readonly prices: Prices;
  readonly downloads: Downloads;
  readonly results: Results;
  readonly inputs?: Inputs | undefined;
  /** @default - each as it comes */
  readonly inspect?: InspectMedia | undefined;
}

// Calls that stay keep others of the same function waiting: half of those that may run at once.
const lookLimits: LookLimits = { lingerSeconds: 20, lingerAtOnce: 8, perSecond: 200 };

/** What the states of the workflow call, by the name of the function that is deployed for it. */
export const workflowBehaviours = (deps: WorkflowDeps): Readonly<Record<string, Behaviour>> => ({
  send: send({ ...deps, newToken: randomUUID }),
  'check-status': checkStatus({ ...deps, lookLimits: deps.lookLimits ?? lookLimits }),
  'store-result': storeResult({ ...deps, inspect: deps.inspect ?? inspectMedia }),
  announce: announce(deps),
});
