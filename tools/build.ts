import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { buildConsole } from './build-console.ts';

/** Compiles what is published into `dist/`, and puts what is served, the console and the bundled functions beside it. */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const run = promisify(execFile);

const templateSchema = z.object({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string() })),
});
const functionSchema = z.object({
  Properties: z.object({
    Environment: z.object({ Variables: z.object({ POWERTOOLS_SERVICE_NAME: z.string() }) }),
  }),
  Metadata: z.object({ 'aws:asset:path': z.string() }),
});

/** What CDK would deploy from here, so that who installs the package deploys the same without a bundler. */
const bundleFunctions = async (): Promise<void> => {
  const assembly = await mkdtemp(join(tmpdir(), 'reshoot-build-'));
  try {
    const context = JSON.stringify({ stage: 'dev', 'aws:cdk:enable-asset-metadata': true });
    await run(process.execPath, [join(root, 'bin', 'app.ts')], {
      env: { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: context },
    });
    const template: unknown = JSON.parse(await readFile(join(assembly, 'Reshoot-dev.template.json'), 'utf8'));
    const functions = Object.values(templateSchema.parse(template).Resources)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map((resource) => functionSchema.parse(resource));
    for (const { Properties, Metadata } of functions) {
      const name = Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME;
      await cp(join(assembly, Metadata['aws:asset:path']), join(dist, 'functions', name), {
        recursive: true,
      });
    }
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
};

await rm(dist, { recursive: true, force: true });
await run(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')]);
for (const folder of ['local/samples', 'local/api-page/served']) {
  await cp(join(root, folder), join(dist, folder), { recursive: true });
}
await buildConsole(join(dist, 'console', 'built'));
await bundleFunctions();
