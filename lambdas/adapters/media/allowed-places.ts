/** Whether something may be fetched from there. */
export type AllowsPlace = (url: URL) => boolean;

/** https on its own port, from hosts that are one of `suffixes` or end in a dot and one of them. */
export const allowedHosts =
  (suffixes: readonly string[]): AllowsPlace =>
  (url) =>
    url.protocol === 'https:' &&
    url.port === '' &&
    hasNoUser(url) &&
    suffixes.some((suffix) => url.hostname === suffix || url.hostname.endsWith(`.${suffix}`));

/** Exactly these origins, such as `http://127.0.0.1:4000`. For the edition that runs on one machine. */
export const loopbackOrigins =
  (origins: readonly string[]): AllowsPlace =>
  (url) =>
    origins.includes(url.origin) && hasNoUser(url);

const hasNoUser = (url: URL): boolean => url.username === '' && url.password === '';
