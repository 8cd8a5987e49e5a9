import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundling } from '../../lib/bundling/options.ts';

export interface Program {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** The program that makes one copy, bundled as functions are: types that are stripped at run time take 50 MB. */
export const bundledProgram = async (): Promise<Program> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-storing-'));
  const media = join(import.meta.dirname, '..', '..', 'lambdas', 'adapters', 'media');
  await build({
    ...bundling,
    mainFields: [...bundling.mainFields],
    entryPoints: [join(import.meta.dirname, 'copy.ts'), join(media, 'video-process.ts')],
    outdir: folder,
    entryNames: '[name]',
  });
  return { path: join(folder, 'copy.js'), remove: async () => rm(folder, { recursive: true, force: true }) };
};
