import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { UnusableMedia } from '../../lambdas/core/errors.ts';
import type { InspectMedia } from '../../lambdas/core/ports.ts';
import { inspectInTurn } from '../../local/inspect-in-turn.ts';

const facts = { contentType: 'video/mp4', extension: 'mp4', width: 1280, height: 720 } as const;
const file = (sizeBytes: number) => ({ sizeBytes, read: async () => new Uint8Array() });

describe('files that come together', () => {
  it('are looked into no more than so many at once, and each gets its own verdict', async () => {
    let [running, most] = [0, 0];
    const inspect: InspectMedia = async ({ sizeBytes }) => {
      running += 1;
      most = Math.max(most, running);
      await setImmediate();
      running -= 1;
      if (sizeBytes % 2 === 1) throw new UnusableMedia(`${sizeBytes} is odd`);
      return facts;
    };
    const inTurn = inspectInTurn(inspect, 2);
    const verdicts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, size) => inTurn(file(size), 'video')),
    );
    expect(most).toBe(2);
    expect(verdicts.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 20 }, (_, size) => size % 2 === 0),
    );
    expect(running).toBe(0);
  });
});
