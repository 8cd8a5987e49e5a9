import type { ProviderName } from '../../contract/account.ts';

/** Who is at this address: RunComfy, or somebody who imitates it. */
export const providerName = (url: string): ProviderName =>
  /(?:^|\.)runcomfy\.net$/u.test(new URL(url).hostname) ? 'RunComfy' : 'a stand-in';
