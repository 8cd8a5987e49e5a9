import { extname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const extension = extname(import.meta.filename);

/** The entry of a function, in TypeScript where the project is checked out. */
export const functionEntry = (name: string): string => join(root, 'lambdas', name, `index${extension}`);

/** What looks into videos, in a process that is started from a file beside the function's own. */
export const videoProcess = join(root, 'lambdas', 'adapters', 'media', `video-process${extension}`);

/**
 * How everything that is deployed is bundled, as esbuild's options: by CDK, by the bench of start-up and by what lists
 * the packages that are shipped.
 */
export const bundling = {
  bundle: true,
  platform: 'node',
  // As a module, undici does not load.
  format: 'cjs',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  logLevel: 'warning',
  define: {
    // As CommonJS, a bundle has these under other names.
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
    // Node's own build of undici leaves its second, experimental parser out by this.
    esbuildDetection: 'true',
  },
  alias: {
    '@aws-sdk/credential-provider-node': join(import.meta.dirname, `credentials${extension}`),
    'node:http2': join(import.meta.dirname, `no-http2${extension}`),
  },
} as const;

const entriesOf = (record: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(record).map(([name, value]) => `${name}=${value}`);

/** The same as arguments of its command. */
export const bundlingArguments = (entry: string, outfile: string): readonly string[] => {
  const { platform, format, target, mainFields, logLevel, define, alias } = bundling;
  return [
    '--bundle',
    entry,
    `--outfile=${outfile}`,
    `--platform=${platform}`,
    `--format=${format}`,
    `--target=${target}`,
    `--main-fields=${mainFields.join(',')}`,
    '--minify',
    `--log-level=${logLevel}`,
    ...entriesOf(define).map((each) => `--define:${each}`),
    ...entriesOf(alias).map((each) => `--alias:${each}`),
  ];
};
