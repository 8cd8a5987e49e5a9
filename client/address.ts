/** @returns the address that all paths follow, without a slash at its end. @throws TypeError where it is none */
export const baseOf = (url: string): string => {
  if (!URL.canParse(url)) throw new TypeError(`url must be absolute, like https://example.com: ${url}`);
  const { protocol, username, password, search, hash, origin, pathname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(`url must be http(s):// ${url}`);
  if (username !== '' || password !== '')
    throw new TypeError('url must not carry a user name or password: give auth instead');
  if (search !== '' || hash !== '') throw new TypeError(`url must have neither ? nor #: ${url}`);
  const path = pathname.replace(/\/+$/u, '');
  if (path.endsWith('/v1')) throw new TypeError(`url must be without /v1, which is added: ${url}`);
  return `${origin}${path}`;
};

export type Query = Readonly<Record<string, string | number | undefined>>;

/** The query of an address, or nothing. A space is %20, as signatures want it. */
export const queryOf = (query: Query): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
};
