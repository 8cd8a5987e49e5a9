import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Queue } from 'aws-cdk-lib/aws-sqs';

const stack = new Stack(new App(), 'OnCompleted');
const bus = EventBus.fromEventBusName(stack, 'Bus', String(stack.node.getContext('bus')));
const partitionKey = { name: 'edit_id', type: AttributeType.STRING };
const videos = new Table(stack, 'Videos', { partitionKey, billingMode: BillingMode.PAY_PER_REQUEST });
const entry = join(import.meta.dirname, 'completed.ts');
const environment = { VIDEOS_TABLE: videos.tableName };
const completed = new NodejsFunction(stack, 'Completed', {
  entry,
  environment,
  runtime: Runtime.NODEJS_24_X,
  bundling: { externalModules: [] },
});
videos.grantWriteData(completed);
const deadLetterQueue = new Queue(stack, 'DeadLetters', { enforceSSL: true });
const targets = [new LambdaFunction(completed, { deadLetterQueue, retryAttempts: 10 })];
const eventPattern = { source: ['reshoot'], detailType: ['Edit Completed'] };
new Rule(stack, 'EveryCompletedEdit', { eventBus: bus, eventPattern, targets });
