import { afterEach, expect, it } from '@jest/globals';
import { request } from 'undici';
import { exampleOf } from '../docs/examples.ts';
import { layFaults } from './calls.ts';
import { inFolder, killPrograms, run } from './program.ts';

afterEach(killPrograms);

it(
  'the fault that docs/stand-in.md shows is one that the stand-in takes',
  async () =>
    inFolder(async (data) => {
      const text = await exampleOf('docs/stand-in.md', 'sh', '--data ');
      const faults = JSON.parse(/--data '([^']*)'/u.exec(text)?.[1] ?? '') as object[];
      const program = run('local/stand-in/main.ts', ['--port', '0', '--data', data]);
      const standIn = await program.line(/listens on (http:\/\/[^:]+:\d+)/u);
      await layFaults(standIn, faults);
      const { body } = await request(`${standIn}/control/faults`);
      expect(await body.json()).toMatchObject(faults);
    }),
  30_000,
);
