/** What stands in the place of a secret. */
export const hidden = '[hidden]';

const secretNames = [
  'authorization',
  'token',
  'secret',
  'passw(?:or)?d',
  'passphrase',
  'cookie',
  'credential',
  'signature',
  'policy',
  '(?:api|private|access|key[-_]?pair)[-_]?(?:key|id)',
].join('|');

const secretName = new RegExp(secretNames, 'iu');

/** Whether what goes by this name is nobody's business: a header, a field, a parameter. */
export const namesSecret = (name: string): boolean => secretName.test(name);

// `token: `, `"token":` and `token%3D`, escaped and encoded however often. Bounded, for a name may be in any text.
const says = `(?:${secretNames})[\\w-]{0,40}(?:\\\\*["'])?\\s{0,5}(?:[:=]|%(?:25)*3D)\\s{0,5}`;

// Each takes too much rather than stop short of the end of a secret. The order matters: lists before what is in them,
// and quotes before what is in them.
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)(?:\s|%20|\+)+[^\s"',;<>\\]+/giu, `$1 ${hidden}`],
  [/whsec_[\w+/=%-]+/giu, hidden],
  [new RegExp(`(${says})(?:\\[[^\\]]*\\]?|\\{[^}]*\\}?)`, 'giu'), `$1${hidden}`],
  [new RegExp(`(${says}(\\\\*["']))(?:(?!\\2)[^\\r\\n])+`, 'giu'), `$1${hidden}`],
  [/(authorization\s{0,5}[:=]\s{0,5})[^\s["'\\][^\r\n"'\\]*/giu, `$1${hidden}`],
  [new RegExp(`(${says})[^\\s"'&,;<>\\\\{}[\\]]+`, 'giu'), `$1${hidden}`],
];

/**
 * The text without the secrets that can be told by their looks: bearer tokens, webhook secrets, what an address has
 * after its path, and what is said to be a token, a signature or the like.
 */
export const redact = (text: string): string =>
  patterns.reduce(
    (left, [pattern, instead]) => left.replace(pattern, instead),
    text.replace(/\bhttps?:\/\/[^\s"'<>]+/giu, bareAddress),
  );

const bareAddress = (address: string): string =>
  address.replace(/[?#].*$/su, `?${hidden}`).replace(/^(https?:\/\/)[^/?]*@/iu, `$1${hidden}@`);
