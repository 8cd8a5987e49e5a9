import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const packageFolder = /^(?<path>(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//u;

/**
 * Where the packages are installed whose code ends up in the functions: they are bundled as `lib/edit-function.ts` has
 * it, and the bundler says what it took.
 */
export const shippedPaths = async (root: string): Promise<ReadonlySet<string>> => {
  const names = await readdir(join(root, 'lambdas'));
  const entries = names
    .map((name) => join(root, 'lambdas', name, 'index.ts'))
    .filter((file) => existsSync(file));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries, join(root, 'lambdas', 'adapters', 'media', 'video-process.ts')],
    outdir: 'nowhere',
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    mainFields: ['module', 'main'],
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  });
  const taken = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return new Set(taken.flatMap((file) => packageFolder.exec(file)?.groups?.['path'] ?? []));
};
