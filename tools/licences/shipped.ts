import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundling, functionEntry, videoProcess } from '../../lib/bundling/options.ts';

const packageFolder = /^(?<path>(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//u;

/**
 * Where the packages are installed whose code ends up in the functions: they are bundled as they are for CDK, and the
 * bundler says what it took.
 */
export const shippedPaths = async (root: string): Promise<ReadonlySet<string>> => {
  const names = await readdir(join(root, 'lambdas'));
  const entries = names.map(functionEntry).filter((file) => existsSync(file));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries, videoProcess],
    outdir: 'nowhere',
    write: false,
    metafile: true,
    ...bundling,
    mainFields: [...bundling.mainFields],
  });
  const taken = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return new Set(taken.flatMap((file) => packageFolder.exec(file)?.groups?.['path'] ?? []));
};
