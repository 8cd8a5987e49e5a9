import type { Patience } from './patience.ts';
import type { Budget, Clock, Edits, Log, Notices, Times, Turns } from './ports.ts';
import type { Provider } from './provider.ts';

/** What it takes to change an edit and to tell of it. */
export interface TellingDeps {
  readonly edits: Edits;
  readonly notices: Notices;
  readonly clock: Clock;
  readonly log: Log;
}

/** What it takes to stand in line, and to leave it. */
export interface TurnDeps extends TellingDeps {
  readonly turns: Turns;
  readonly times: Times;
  /** How many edits the provider is given at once. */
  readonly slots: number;
  readonly patience: Patience;
  /** What may be spent. @default - anything */
  readonly budget?: Budget | undefined;
  /** Whether a turn that is near may be waited for here. @default - it may */
  readonly mayLinger?: (() => boolean) | undefined;
}

/** What it takes to deal with the provider about an edit. */
export interface ProviderDeps extends TurnDeps {
  readonly provider: Provider;
}
