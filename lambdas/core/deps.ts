import type { Patience } from './patience.ts';
import type { Clock, Edits, Log, Notices, Provider } from './ports.ts';

/** What it takes to change an edit and to tell of it. */
export interface TellingDeps {
  readonly edits: Edits;
  readonly notices: Notices;
  readonly clock: Clock;
  readonly log: Log;
}

/** What it takes to deal with the provider about an edit. */
export interface ProviderDeps extends TellingDeps {
  readonly provider: Provider;
  readonly patience: Patience;
}
