import { App } from 'aws-cdk-lib';
import { ReshootStack } from '../lib/reshoot-stack.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
if (typeof stage !== 'string' || !/^[a-z][a-z0-9-]{0,15}$/u.test(stage)) {
  throw new Error('stage must be 1 to 16 lower-case letters, digits or dashes, beginning with a letter');
}
new ReshootStack(app, `Reshoot-${stage}`, { stage });
