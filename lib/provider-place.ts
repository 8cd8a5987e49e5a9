/** Who makes the edits. */
export interface ProviderPlace {
  /** Its Model API: an origin, perhaps with a path. */
  readonly url: string;

  /**
   * Where the balance is asked for.
   *
   * @default - at `url`
   */
  readonly balanceUrl?: string | undefined;

  /**
   * Hosts, with all below them, that outputs may be fetched from.
   *
   * @default - none but the provider itself, where that is on this machine
   */
  readonly outputHosts?: readonly string[] | undefined;
}

/** RunComfy, as its documentation of the Model API has it. */
export const runComfy: ProviderPlace = {
  url: 'https://model-api.runcomfy.net',
  balanceUrl: 'https://api.runcomfy.net',
  outputHosts: ['runcomfy.net'],
};
