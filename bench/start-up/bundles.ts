import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { bundling, functionEntry } from '../../lib/bundling/options.ts';

export const root = join(import.meta.dirname, '..', '..');

/** The names of all functions. */
export const functionNames: readonly string[] = readdirSync(join(root, 'lambdas'))
  .filter((name) => existsSync(functionEntry(name)))
  .toSorted();

export interface Bundle {
  readonly text: Uint8Array;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** How many of its bytes each library has; `reshoot` is what is written here. */
  readonly libraries: Readonly<Record<string, number>>;
  /** Where each library lies: more than one folder are more than one copy. */
  readonly folders: Readonly<Record<string, readonly string[]>>;
}

const inPackage = /^(?<folder>.*node_modules\/(?<name>(?:@[^/]+\/)?[^/]+))\//u;

/** Which library a file is of, and the folder that this lies in. */
export const libraryOf = (file: string): { readonly name: string; readonly folder: string } => {
  const { name = 'reshoot', folder = '.' } = inPackage.exec(file)?.groups ?? {};
  return { name, folder };
};

/** What each library has of a bundle, by what the bundler says it took. */
export const sharesOf = ({
  inputs,
  bytes,
}: Metafile['outputs'][string]): Pick<Bundle, 'libraries' | 'folders'> => {
  const libraries: Record<string, number> = {};
  const folders: Record<string, string[]> = {};
  const add = (name: string, size: number): void => {
    libraries[name] = (libraries[name] ?? 0) + size;
  };
  let counted = 0;
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    if (bytesInOutput === 0) continue;
    const { name, folder } = libraryOf(file);
    add(name, bytesInOutput);
    counted += bytesInOutput;
    folders[name] = [...new Set([...(folders[name] ?? []), folder])];
  }
  // What binds the files to each other belongs to none of them.
  add('esbuild', bytes - counted);
  return { libraries, folders };
};

/** Every function as it is deployed, by its name. All at once: each file is read once, and no byte comes out otherwise. */
export const bundleFunctions = async (): Promise<Readonly<Record<string, Bundle>>> => {
  const outdir = join(root, 'nowhere');
  const { outputFiles, metafile } = await build({
    ...bundling,
    mainFields: [...bundling.mainFields],
    absWorkingDir: root,
    entryPoints: Object.fromEntries(functionNames.map((name) => [name, functionEntry(name)])),
    outdir,
    write: false,
    metafile: true,
  });
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => {
      const output = metafile.outputs[relative(root, path)];
      if (output === undefined) throw new Error(`the bundler says nothing of ${path}`);
      const name = relative(outdir, path).replace(/\.js$/u, '');
      return [
        name,
        { text: contents, bytes: contents.length, gzipBytes: gzipSync(contents).length, ...sharesOf(output) },
      ];
    }),
  );
};

/** How many bytes `esbuild --bundle --platform=node` makes of every function, by its name. */
export const plainSizes = async (): Promise<Readonly<Record<string, number>>> => {
  const outdir = join(root, 'nowhere');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(functionNames.map((name) => [name, functionEntry(name)])),
    outdir,
    bundle: true,
    platform: 'node',
    write: false,
    logLevel: 'error',
  });
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => [relative(outdir, path).replace(/\.js$/u, ''), contents.length]),
  );
};

/** Libraries of which there is more than one copy in the bundle: `name: folder, folder`. */
export const copiesIn = ({ folders }: Pick<Bundle, 'folders'>): readonly string[] =>
  Object.entries(folders)
    .filter(([name, places]) => name !== 'reshoot' && places.length > 1)
    .map(([name, places]) => `${name}: ${places.join(', ')}`);
