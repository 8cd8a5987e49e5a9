import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundling, functionEntry, videoProcess } from '../../lib/bundling/options.ts';
import { optionsFor } from '../build-console.ts';

const packageFolder = /^(?:\.\.\/)*(?<path>(?:[^.].*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//u;

/**
 * Where the packages are installed whose code ends up in the functions or in the console: they are bundled as they are
 * for CDK and for the package, and the bundler says what it took.
 */
export const shippedPaths = async (root: string): Promise<ReadonlySet<string>> => {
  const names = await readdir(join(root, 'lambdas'));
  const entries = names.map(functionEntry).filter((file) => existsSync(file));
  const functions = build({
    absWorkingDir: root,
    entryPoints: [...entries, videoProcess],
    outdir: 'nowhere',
    write: false,
    metafile: true,
    ...bundling,
    mainFields: [...bundling.mainFields],
  });
  const console = build({ ...optionsFor('nowhere'), write: false });
  const taken = (await Promise.all([functions, console])).flatMap(({ metafile }) => takenIn(metafile));
  return new Set(taken.flatMap((file) => packageFolder.exec(file)?.groups?.['path'] ?? []));
};

const takenIn = ({ outputs }: Metafile): string[] =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
