import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(import.meta.dirname, '..', '..');

/** What lint says of a file's text where borders are concerned. */
let complaintsAbout: (path: string, text: string) => Promise<string[]>;

beforeAll(() => {
  // Without types: no border needs them, and they take seconds.
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [
      tseslint.configs.disableTypeChecked,
      { languageOptions: { parserOptions: { projectService: false } } },
    ],
    ruleFilter: ({ ruleId }) => ruleId.includes('no-restricted-'),
  });
  complaintsAbout = async (path, text) => {
    const results = await eslint.lintText(text, { filePath: join(root, path) });
    return results.flatMap(({ messages }) => messages.map(({ message }) => message));
  };
});

const contract = 'The contract imports zod alone';
const core = 'The core decides and does nothing';
const adapters = 'Adapters serve the core';
const handlers = 'A function is deployed';
const lib = 'Constructs describe functions by their files';
const forConsole = 'The console runs in a browser';
const environment = 'Only index.ts reads the environment';

describe('a border', () => {
  test.each([
    ['lambdas/core/sending.ts', `import 'undici';`, core],
    ['lambdas/core/sending.ts', `import type { Agent } from 'undici';`, core],
    ['lambdas/core/sending.ts', `export { request } from 'undici';`, core],
    ['lambdas/core/sending.ts', `import { z } from 'zod';`, core],
    ['lambdas/core/sending.ts', `import { readFile } from 'node:fs/promises';`, core],
    ['lambdas/core/sending.ts', `import { systemClock } from '../adapters/system-clock.ts';`, core],
    ['lambdas/core/sending.ts', `import type { Definition } from '../../local/definition.ts';`, core],
    ['lambdas/core/sending.ts', `export const stage = process.env['STAGE'];`, core],
    ['lambdas/core/sending.ts', `export const now = Date.now();`, core],
    ['lambdas/core/sending.ts', `export const lot = Math.random();`, core],
    ['lambdas/core/sending.ts', `export const answer = fetch('https://example.com');`, core],
    ['lambdas/core/sending.ts', `setTimeout(() => undefined, 1);`, core],
    ['lambdas/contract/edit.ts', `import { createHash } from 'node:crypto';`, contract],
    ['lambdas/contract/edit.ts', `import { App } from 'aws-cdk-lib';`, contract],
    ['lambdas/contract/edit.ts', `import { z } from 'zod/mini';`, contract],
    ['lambdas/contract/edit.ts', `import type { EditRecord } from '../core/edit.ts';`, contract],
    ['lambdas/contract/edit.ts', `import { send } from '../send/send.ts';`, contract],
    ['lambdas/adapters/system-clock.ts', `import { data } from '../../local/data-folder.ts';`, adapters],
    [
      'lambdas/adapters/system-clock.ts',
      `import { ReshootStack } from '../../lib/reshoot-stack.ts';`,
      adapters,
    ],
    ['lambdas/adapters/system-clock.ts', `export const stage = process.env['STAGE'];`, environment],
    ['lambdas/adapters/wire/fields.ts', `import { z } from 'zod';`, 'By the name z, zod comes whole'],
    ['lambdas/contract/edit.ts', `import { z } from 'zod';`, 'By the name z, zod comes whole'],
    ['lambdas/adapters/wire/fields.ts', `import { Client } from 'undici';`, 'The index of undici'],
    ['lambdas/send/send.ts', `import { data } from '../../local/data-folder.ts';`, handlers],
    ['lambdas/send/send.ts', `import { ReshootStack } from '../../lib/reshoot-stack.ts';`, handlers],
    ['lambdas/send/send.ts', `export const stage = process.env['STAGE'];`, environment],
    ['lib/reshoot-stack.ts', `import { seconds } from '../lambdas/core/step.ts';`, lib],
    ['lib/reshoot-stack.ts', `import { systemClock } from '../lambdas/adapters/system-clock.ts';`, lib],
    ['lib/reshoot-stack.ts', `import { synthesise } from '../local/definition.ts';`, lib],
    ['lib/reshoot-stack.ts', `import '../bin/app.ts';`, lib],
    ['console/main.tsx', `import '../lambdas/adapters/media/inspect-media.ts';`, forConsole],
    ['console/main.tsx', `import '../lambdas/submit-edit/submit-edit.ts';`, forConsole],
    ['console/main.tsx', `import '../local/server.ts';`, forConsole],
  ])('keeps out of %s: %s', async (path, text, reason) => {
    const complaints = await complaintsAbout(path, text);
    expect(complaints).toContainEqual(expect.stringContaining(reason));
  });

  test.each([
    ['lambdas/contract/edit.ts', `import * as z from 'zod'; import { limits } from './limits.ts';`],
    ['lambdas/adapters/http/body.ts', `import type { z } from 'zod'; import type { Client } from 'undici';`],
    [
      'lambdas/core/sending.ts',
      `import { createHash } from 'node:crypto'; import type { Clock } from './ports.ts';`,
    ],
    [
      'lambdas/adapters/system-clock.ts',
      `import '../undici.ts'; import '../core/ports.ts'; import '../contract/edit.ts';`,
    ],
    ['lambdas/send/send.ts', `import '../adapters/system-clock.ts'; import '../core/sending.ts';`],
    ['lambdas/send/index.ts', `export const stage = process.env['STAGE'];`],
    ['lib/reshoot-stack.ts', `import 'aws-cdk-lib'; import '../lambdas/contract/table.ts';`],
    ['local/server.ts', `import '../lambdas/core/step.ts'; import '../lib/reshoot-stack.ts';`],
    ['bin/app.ts', `import '../lib/reshoot-stack.ts';`],
    [
      'console/new-edit/clip-worker.ts',
      `import '../../lambdas/adapters/media/inspect-video.ts'; import '../../lambdas/core/errors.ts';`,
    ],
    [
      'console/new-edit/look-into.ts',
      `import '../../lambdas/adapters/media/inspect-image.ts'; import '../../client/client.ts';`,
    ],
  ])('lets into %s: %s', async (path, text) => {
    expect(await complaintsAbout(path, text)).toEqual([]);
  });
});
