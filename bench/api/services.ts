import { fakeStepFunctions } from '../../test/fakes/step-functions.ts';
import { serveClip } from '../../tools/chaos/clip-server.ts';
import { startDynamo } from '../dynamo.ts';

/** Where everything is that the functions of the API talk to. */
export interface Services {
  readonly dynamoUrl: string;
  readonly tableName: string;
  readonly stepFunctionsUrl: string;
  readonly stateMachineArn: string;
  readonly clipUrl: string;
}

// A process of its own: what these take is not taken from the functions.
const dynamo = await startDynamo();
const [stepFunctions, clip] = await Promise.all([fakeStepFunctions(), serveClip()]);
const services: Services = {
  dynamoUrl: dynamo.url,
  tableName: dynamo.tableName,
  stepFunctionsUrl: stepFunctions.origin,
  stateMachineArn: stepFunctions.stateMachineArn,
  clipUrl: clip.url,
};
console.log(`ready ${JSON.stringify(services)}`);
