import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, context, type BuildOptions, type Metafile, type Plugin } from 'esbuild';

/** Bundles the console: `index.html` and, beside it, the assets it names below `/console/`, by names with their hash. */
const source = join(import.meta.dirname, '..', 'console');

/** Where `buildConsole` puts it unless it is told otherwise. */
export const builtConsole = join(source, 'built');

export const optionsFor = (outdir: string): BuildOptions & { metafile: true } => ({
  absWorkingDir: source,
  // The theme is there before the first paint, so it is not deferred with all the rest.
  // Clips are looked into by a worker, which is loaded with the first of them.
  entryPoints: ['main.tsx', 'theme/apply-theme.ts', 'new-edit/clip-worker.ts', 'icon.svg'],
  entryNames: '[name]-[hash]',
  loader: { '.svg': 'copy' },
  outdir,
  bundle: true,
  minify: true,
  metafile: true,
  format: 'iife',
  target: ['chrome123', 'firefox121', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'silent',
});

/** @returns the paths of what was written */
export const buildConsole = async (outdir = builtConsole): Promise<readonly string[]> => {
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build(optionsFor(outdir));
  return [...(await writePage(metafile, outdir)), ...writtenIn(metafile)];
};

const writtenIn = ({ outputs }: Metafile): string[] => Object.keys(outputs).map((path) => join(source, path));

const writePage = async (metafile: Metafile, outdir: string): Promise<string[]> => {
  const template = await readFile(join(source, 'index.html'), 'utf8');
  const page = join(outdir, 'index.html');
  await writeFile(page, withHashes(template, Object.keys(metafile.outputs)));
  return [page];
};

/** @throws where an asset that the page names was not built */
export const withHashes = (template: string, written: readonly string[]): string => {
  const hashed = new Map(
    written.map((path) => [basename(path).replace(/-[A-Z0-9]{8}\./u, '.'), basename(path)]),
  );
  return template.replace(/(?<="\/console\/)[^"]+/gu, (name) => {
    const asset = hashed.get(name);
    if (asset === undefined) throw new Error(`console/index.html names /console/${name}, which is not built`);
    return asset;
  });
};

const watch = async (): Promise<void> => {
  await rm(builtConsole, { recursive: true, force: true });
  const page: Plugin = {
    name: 'page',
    setup: (building) => {
      building.onEnd(async ({ metafile, errors }) => {
        if (metafile === undefined) return;
        await writePage(metafile, builtConsole);
        console.log(errors.length === 0 ? 'built' : errors.map(({ text }) => text).join('\n'));
      });
    },
  };
  const building = await context({ ...optionsFor(builtConsole), plugins: [page], logLevel: 'warning' });
  await building.watch();
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { watch: { type: 'boolean' }, out: { type: 'string' } } });
  if (values.watch === true) await watch();
  else await buildConsole(values.out);
}
