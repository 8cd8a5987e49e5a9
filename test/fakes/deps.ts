import { lookLimits, type LookLimits } from '../../lambdas/contract/look-limits.ts';
import { patience } from '../../lambdas/core/patience.ts';
import type { InboxPlaces } from '../../lambdas/core/inbox.ts';
import type { EditRecord } from '../../lambdas/core/edit.ts';
import type { Callbacks } from '../../lambdas/core/webhooks.ts';
import type { Prices } from '../../lambdas/core/provider.ts';
import type { FakeBudget } from './budget.ts';
import { fakeClock, type FakeClock } from './clock.ts';
import { fakeDeliveries, type FakeDeliveries } from './deliveries.ts';
import { fakeEdits, type FakeEdits } from './edits.ts';
import { fakeInbox, fakePlaces, type FakeInbox } from './inbox.ts';
import { fakeLog, type FakeLog } from './log.ts';
import { fakeNotices, type FakeNotices } from './notices.ts';
import { fakePrices } from './prices.ts';
import { fakeTimes, type FakeTimes } from './times.ts';
import { fakeTurns, type FakeTurns } from './turns.ts';
import { fakeProvider, type FakeProvider } from './provider.ts';

export interface FakeDeps {
  readonly edits: FakeEdits;
  readonly deliveries: FakeDeliveries;
  /** Takes every address. */
  readonly callbacks: Callbacks;
  readonly provider: FakeProvider;
  readonly notices: FakeNotices;
  readonly turns: FakeTurns;
  readonly times: FakeTimes;
  readonly inbox: FakeInbox;
  readonly places: InboxPlaces;
  readonly prices: Prices;
  readonly budget?: FakeBudget;
  readonly slots: number;
  readonly clock: FakeClock;
  readonly log: FakeLog;
  readonly patience: typeof patience;
  /** Who looks does not stay, unless a test wants it to. */
  readonly lookLimits: LookLimits;
}

/** What every behaviour takes, with these records on record. */
export const fakeDeps = (records: readonly EditRecord[] = [], given: Partial<FakeDeps> = {}): FakeDeps => ({
  edits: fakeEdits(...records),
  deliveries: fakeDeliveries(),
  callbacks: { fault: async () => undefined },
  provider: fakeProvider(),
  notices: fakeNotices(),
  turns: fakeTurns(),
  times: fakeTimes(),
  inbox: fakeInbox(),
  places: fakePlaces,
  prices: fakePrices(),
  slots: 5,
  clock: fakeClock(),
  log: fakeLog(),
  patience,
  lookLimits: { ...lookLimits, lingerSeconds: 0 },
  ...given,
});
