import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Definition } from '../../local/definition.ts';
import { serveSamples, type SampleServer } from '../end-to-end/sample-server.ts';
import { startWorkflow, type Workflow } from './workflow.ts';

const folder = join(import.meta.dirname, '..', 'releases');
const releases = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/u, ''));

let samples: SampleServer;
let clip: string;
let workflow: Workflow;
beforeAll(async () => {
  samples = await serveSamples();
  clip = samples.urlOf('input-1-1.mp4');
});
afterAll(async () => {
  await samples.close();
});
afterEach(async () => {
  await workflow.close();
});

const start = async (release: string): Promise<void> => {
  const definition = JSON.parse(await readFile(join(folder, `${release}.json`), 'utf8')) as Definition;
  workflow = await startWorkflow({ definition });
};

describe.each(releases)('fault 72: an execution of release %s, on the functions of today', (release) => {
  it('completes an edit', async () => {
    await start(release);
    const editId = await workflow.start('a quiet sea of grass', clip);
    expect(await workflow.ending(editId)).toBe('succeeded');
    expect(await workflow.record(editId)).toMatchObject({ status: 'completed', pendingNotices: [] });
    expect(await workflow.paid()).toBe(1);
  }, 60_000);

  it('fails an edit that the provider rejects, with its words', async () => {
    await start(release);
    await workflow.layFaults([
      { on: 'submit', do: { kind: 'answer', status: 422, body: { error_message: 'prompt is not nice' } } },
    ]);
    const editId = await workflow.start('rejected', clip);
    expect(await workflow.ending(editId)).toContain('prompt is not nice');
    expect((await workflow.record(editId)).status).toBe('failed');
  }, 60_000);

  it('ends an edit of unknown outcome as uncertain, and pays once', async () => {
    await start(release);
    await workflow.layFaults([{ on: 'submit', do: { kind: 'hang-up', when: 'after' } }]);
    const editId = await workflow.start('lost', clip);
    expect(await workflow.ending(editId)).toContain('may or may not');
    expect((await workflow.record(editId)).status).toBe('uncertain');
    expect(await workflow.paid()).toBe(1);
  }, 60_000);
});
