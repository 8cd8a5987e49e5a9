import { parseAnswer } from '../../../../lambdas/adapters/runcomfy/answer.ts';
import type { Heard } from '../../../../lambdas/adapters/runcomfy/exchange.ts';

/** What would be heard if the provider answered so. */
export const heard = (status: number, body: unknown, retryAfter?: string): Heard => ({
  heard: true,
  answer: parseAnswer(
    status,
    retryAfter,
    typeof body === 'string' ? body : JSON.stringify(body),
    (text) => text,
  ),
});

export const nothingHeard = (left: boolean): Heard => ({ heard: false, left, why: 'the line is dead' });
