import { describe, expect, it } from '@jest/globals';
import { limitsFor } from '../../cli/api/account.ts';
import type { AskedEdit } from '../../cli/request/asked-edit.ts';
import { limits as published } from '../../lambdas/contract/limits.ts';
import type { AccountBody } from '../../lambdas/contract/account.ts';
import { aProblem } from './an-edit.ts';

const asked = (characters: number): AskedEdit => ({
  clip: { kind: 'file', path: '/clip.mp4' },
  prompt: 'x'.repeat(characters),
  images: [],
  elements: [],
  keepAudio: false,
  take: 1,
});
const { signal } = new AbortController();
const stage = (answer: () => AccountBody) => {
  let asks = 0;
  const get = async () => {
    asks += 1;
    return answer();
  };
  return { deps: { client: { account: { get } }, signal }, asks: () => asks };
};
const relaxed = { limits: { prompt_characters: { max: 5_000 } } } as AccountBody;

describe('the limits that an edit is held against', () => {
  it('are the published ones, and the stage is not asked, where they are kept anyway', async () => {
    const { deps, asks } = stage(() => relaxed);
    expect(await limitsFor([asked(2_500)], deps)).toBe(published);
    expect(asks()).toBe(0);
  });

  it('are those of the stage where a prompt is longer', async () => {
    const { deps, asks } = stage(() => relaxed);
    const limits = await limitsFor([asked(1), asked(2_501)], deps);
    expect([limits.promptCharacters.max, asks()]).toEqual([5_000, 1]);
  });

  it('are the published ones of an API that is older than that', async () => {
    const { deps } = stage(() => {
      throw aProblem('not_found');
    });
    expect(await limitsFor([asked(2_501)], deps)).toBe(published);
  });
});
