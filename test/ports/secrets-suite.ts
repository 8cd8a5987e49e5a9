import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tokenPlaceholder } from '../../lambdas/contract/provider-token.ts';
import { NoProviderToken } from '../../lambdas/core/errors.ts';
import type { Secrets } from '../../lambdas/core/ports.ts';

export interface OpenedSecrets {
  /** As a process has it that has only just begun. */
  readonly secrets: () => Secrets;
  /** Puts this in the place of the token. */
  readonly put: (value: string) => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** What the provider's adapter counts on, wherever its token is kept. */
export const secretsSuite = (name: string, open: () => Promise<OpenedSecrets>): void => {
  describe(`the provider token ${name}`, () => {
    let opened: OpenedSecrets;
    let secrets: Secrets;
    beforeAll(async () => {
      opened = await open();
    });
    beforeEach(async () => {
      await opened.put('rc_first');
      secrets = opened.secrets();
    });
    afterAll(async () => opened.close?.());

    it('is what was put there, without the space around it', async () => {
      expect(await secrets.providerToken()).toBe('rc_first');
      await opened.put(' rc_second\n');
      expect(await opened.secrets().providerToken()).toBe('rc_second');
    });

    it('fault 14: is read anew after the provider refused the one before, and is that one from then on', async () => {
      await secrets.providerToken();
      await opened.put('rc_second');
      expect(await secrets.providerToken(true)).toBe('rc_second');
      expect(await secrets.providerToken()).toBe('rc_second');
    });

    it.each([tokenPlaceholder, ' ', '{"token":"rc_first"}', 'Bearer rc_first', 'rc_\u00fc'])(
      'is not %j',
      async (value) => {
        await opened.put(value);
        const failure = opened.secrets().providerToken();
        await expect(failure).rejects.toThrow(NoProviderToken);
        await expect(failure).rejects.not.toThrow('rc_');
      },
    );

    it('is not the one before where somebody took that away', async () => {
      await secrets.providerToken();
      await opened.put(tokenPlaceholder);
      await expect(secrets.providerToken(true)).rejects.toThrow(NoProviderToken);
      await opened.put('rc_second');
      expect(await secrets.providerToken(true)).toBe('rc_second');
    });
  });
};
