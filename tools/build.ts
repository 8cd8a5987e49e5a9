import { execFile } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Compiles what is published into `dist/`, and puts the samples beside it. */
const root = join(import.meta.dirname, '..');
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

await rm(join(root, 'dist'), { recursive: true, force: true });
await promisify(execFile)(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')]);
await cp(join(root, 'local', 'samples'), join(root, 'dist', 'local', 'samples'), { recursive: true });
