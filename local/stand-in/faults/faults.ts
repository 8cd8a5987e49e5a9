import { isEarly, type Fault, type FaultPoint } from './fault.ts';
import { createRandom } from './random.ts';

/** What is known about a call when it comes. */
export interface Call {
  readonly point: FaultPoint;
  readonly requestId?: string | undefined;
  readonly prompt?: string | undefined;
}

interface Laid {
  readonly fault: Fault;
  readonly draw: () => number;
  met: number;
  befell: number;
}

export interface Faults {
  lay(list: readonly Fault[]): void;
  list(): (Fault & { met: number; befell: number })[];
  /** The first fault that befalls this call; those that come before its body is read are asked for apart. */
  take(call: Call, moment: 'before-reading' | 'read'): Fault | undefined;
}

const matches = ({ on, request_id, prompt }: Fault, call: Call): boolean =>
  on === call.point &&
  (request_id === undefined || request_id === call.requestId) &&
  (prompt === undefined || call.prompt?.includes(prompt) === true);

export const createFaults = (seed = 1): Faults => {
  let laid: Laid[] = [];
  return {
    lay: (list) => {
      // A row of its own for each, begun anew: what befalls the calls of one is not shuffled by the calls of another.
      laid = list.map((fault, place) => ({ fault, draw: createRandom(seed + place), met: 0, befell: 0 }));
    },
    list: () => laid.map(({ fault, met, befell }) => ({ ...fault, met, befell })),
    take: (call, moment) => {
      for (const one of laid) {
        const { after, times = Infinity, share = 1 } = one.fault;
        if (isEarly(one.fault) !== (moment === 'before-reading') || !matches(one.fault, call)) continue;
        one.met += 1;
        if (one.met <= after || one.befell >= times || one.draw() >= share) continue;
        one.befell += 1;
        return one.fault;
      }
      return undefined;
    },
  };
};
