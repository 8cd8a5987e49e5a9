import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createEdits } from '../../local/table.ts';
import { fakeStepFunctions } from '../../test/fakes/step-functions.ts';
import { serveClip } from '../../tools/chaos/clip-server.ts';

/** Where everything is that the functions of the API talk to. */
export interface Services {
  readonly dynamoUrl: string;
  readonly tableName: string;
  readonly stepFunctionsUrl: string;
  readonly stateMachineArn: string;
  readonly clipUrl: string;
}

// A process of its own: what these take is not taken from the functions.
const dynamo = dynalite({ createTableMs: 0 });
dynamo.listen(0, '127.0.0.1');
await once(dynamo, 'listening');
const dynamoUrl = `http://127.0.0.1:${(dynamo.address() as AddressInfo).port}`;
const client = new DynamoDBClient({
  endpoint: dynamoUrl,
  region: 'local',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
await client.send(new CreateTableCommand(createEdits));
client.destroy();

const [stepFunctions, clip] = await Promise.all([fakeStepFunctions(), serveClip()]);
const services: Services = {
  dynamoUrl,
  tableName: createEdits.TableName,
  stepFunctionsUrl: stepFunctions.origin,
  stateMachineArn: stepFunctions.stateMachineArn,
  clipUrl: clip.url,
};
console.log(`ready ${JSON.stringify(services)}`);
