import { readFileSync } from 'node:fs';
import { App, Fn, Stack } from 'aws-cdk-lib';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ReshootStack } from '../../lib/reshoot-stack.ts';
import { parseStageSettings } from '../../lib/settings/stage-settings.ts';

/**
 * A stage as a later release might have it: its state machine begins with another state, and one of the old states
 * has another name.
 */
const app = new App();
const stage = String(app.node.tryGetContext('stage'));
const file = String(app.node.tryGetContext('settings'));
const settings = parseStageSettings(JSON.parse(readFileSync(file, 'utf8')), file);
const stack = new ReshootStack(app, `Reshoot-${stage}`, { stage, settings });
const machine = stack.node.findAll().find((part) => part instanceof CfnStateMachine);
if (machine === undefined) throw new Error('there is no state machine to change');
const { 'Fn::Join': joined } = Stack.of(machine).resolve(machine.definitionString) as {
  'Fn::Join': [string, unknown[]];
};
machine.definitionString = Fn.join(
  '',
  joined[1].map((part) =>
    typeof part === 'string'
      ? part
          .replaceAll('WaitForNextLook', 'WaitForTheNextLook')
          .replace('"StartAt":"Send"', '"StartAt":"Greet"')
          .replace('"States":{', '"States":{"Greet":{"Type":"Pass","Next":"Send"},')
      : (part as string),
  ),
);
