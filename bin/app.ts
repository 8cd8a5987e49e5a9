import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { ReshootStack } from '../lib/reshoot-stack.ts';
import { parseStageSettings, type StageSettings } from '../lib/settings/stage-settings.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
if (typeof stage !== 'string' || !/^[a-z][a-z0-9-]{0,15}$/u.test(stage)) {
  throw new Error('stage must be 1 to 16 lower-case letters, digits or dashes, beginning with a letter');
}
const given: unknown = app.node.tryGetContext('settings');
if (given !== undefined && typeof given !== 'string') throw new Error('settings must be the path of a file');

const readSettings = (): StageSettings => {
  const file =
    given === undefined ? join(import.meta.dirname, '..', 'stages', `${stage}.json`) : resolve(given);
  if (!existsSync(file)) {
    // A name that nobody has written down may be misspelt, and would be deployed beside the one that was meant.
    if (stage === 'dev' && given === undefined) return {};
    throw new Error(`there are no settings for stage ${stage}: write ${file}; {} takes every default`);
  }
  const text = readFileSync(file, 'utf8');
  try {
    return parseStageSettings(JSON.parse(text), file);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Error(`${file} is not JSON: ${error.message}`, { cause: error });
    throw error;
  }
};

new ReshootStack(app, `Reshoot-${stage}`, { stage, settings: readSettings() });
