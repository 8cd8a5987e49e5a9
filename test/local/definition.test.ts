import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { synthesise, type Definition } from '../../local/definition.ts';

let folder: string;
let definition: Definition;
let deliveries: Definition;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reshoot-definition-'));
  ({ edits: definition, deliveries } = await synthesise(join(folder, 'cdk.out')));
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
    expect(deliveries.functions).toEqual({ Deliver: 'deliver-webhook' });
  });

  it('is the synthesised one, whole', async () => {
    const template = JSON.parse(
      await readFile(join(folder, 'cdk.out', 'Reshoot-dev.template.json'), 'utf8'),
    ) as { Resources: Record<string, { Type: string; Properties: { DefinitionString: unknown } }> };
    const machines = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')
      .map(({ Properties }) => JSON.stringify(Properties.DefinitionString));
    expect(machines).toHaveLength(2);
    for (const [{ definition: of }, start] of [
      [definition, 'Send'],
      [deliveries, 'Deliver'],
    ] as const) {
      expect(of.StartAt).toBe(start);
      const text = machines.find((machine) => machine.includes(`\\"StartAt\\":\\"${start}\\"`));
      for (const state of Object.keys(of.States)) expect(text).toContain(state);
      expect(JSON.stringify(of)).not.toContain('Ref');
    }
  });

  it('fault 71: fails in one line where it cannot be put', async () => {
    await writeFile(join(folder, 'file'), '');
    const error: unknown = await synthesise(join(folder, 'file', 'below')).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'CannotStart',
      message: expect.stringMatching(
        /^the state machines cannot be synthesised from the CDK app: E[A-Z]+: .+$/u,
      ),
    });
  }, 60_000);
});
