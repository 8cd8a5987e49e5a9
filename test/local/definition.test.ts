import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { synthesise, type Definition } from '../../local/definition.ts';

let folder: string;
let definition: Definition;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-definition-'));
  definition = await synthesise(join(folder, 'cdk.out'));
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('the definition that the local edition runs', () => {
  it('names the function of every state that calls one', () => {
    expect(definition.functions).toEqual({
      Send: 'send',
      CheckStatus: 'check-status',
      StoreResult: 'store-result',
      Announce: 'announce',
    });
  });

  it('is the synthesised one, whole', async () => {
    const template = JSON.parse(
      await readFile(join(folder, 'cdk.out', 'Reshoot-dev.template.json'), 'utf8'),
    ) as { Resources: Record<string, { Type: string; Properties: { DefinitionString: unknown } }> };
    const machine = Object.values(template.Resources).find(
      ({ Type }) => Type === 'AWS::StepFunctions::StateMachine',
    );
    const text = JSON.stringify(machine?.Properties.DefinitionString);
    for (const state of Object.keys(definition.definition.States)) expect(text).toContain(state);
    expect(definition.definition.StartAt).toBe('Send');
    expect(JSON.stringify(definition.definition)).not.toContain('Ref');
  });

  it('fault 71: fails in one line where it cannot be put', async () => {
    await writeFile(join(folder, 'file'), '');
    const error: unknown = await synthesise(join(folder, 'file', 'below')).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'CannotStart',
      message: expect.stringMatching(
        /^the state machine cannot be synthesised from the CDK app: E[A-Z]+: .+$/u,
      ),
    });
  }, 60_000);
});
