/** The id names no edit. */
export class EditNotFound extends Error {
  override readonly name = 'EditNotFound';
  readonly editId: string;

  constructor(editId: string) {
    super(`There is no edit ${editId}`);
    this.editId = editId;
  }
}

/** The ids name no delivery, or none any more. */
export class DeliveryNotFound extends Error {
  override readonly name = 'DeliveryNotFound';
  readonly deliveryId: string;

  constructor(deliveryId: string) {
    super(`There is no delivery ${deliveryId}`);
    this.deliveryId = deliveryId;
  }
}

/** What webhooks are signed with is missing, or is no such secret. */
export class NoWebhookSecret extends Error {
  override readonly name = 'NoWebhookSecret';
}

/** A cursor that this API did not hand out to this owner. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

/** The record changed under every attempt to change it. */
export class TooContended extends Error {
  override readonly name = 'TooContended';
}

/** Nobody has put the provider's token where it is looked for. */
export class NoProviderToken extends Error {
  override readonly name = 'NoProviderToken';
}

/** The provider's answer holds nothing that can be used. Never thrown about a paid call. */
export class ProviderUnreadable extends Error {
  override readonly name = 'ProviderUnreadable';
}

/** Bytes could not be fetched; fetching them again, or from a newly read address, may work. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed';
  /** As the server answered, where it did: after 403 and 404 a newly read address may help. */
  readonly statusCode?: number | undefined;

  constructor(message: string, { statusCode, ...options }: ErrorOptions & { statusCode?: number } = {}) {
    super(message, options);
    this.statusCode = statusCode;
  }
}

/** Inputs of an edit that were there when it was recorded are gone: whoever sends it would pay for nothing. */
export class InputsGone extends Error {
  override readonly name = 'InputsGone';
  /** The fields of the request that name them, as a caller writes it. */
  readonly paths: readonly string[];

  constructor(paths: readonly string[], options?: ErrorOptions) {
    super(`${paths.join(', ')}: no longer there, or no longer to be read from here`, options);
    this.paths = paths;
  }
}

/** The bytes came whole and are not what they should be. */
export class UnusableMedia extends Error {
  override readonly name = 'UnusableMedia';
}

/** There was no time to look into an input, which may be as good as any: nothing is known of it. */
export class NotLookedInto extends Error {
  override readonly name = 'NotLookedInto';
}

/** A file of the inbox was overwritten or deleted since it was met. What is there now has an event of its own. */
export class InboxFileChanged extends Error {
  override readonly name = 'InboxFileChanged';
}
