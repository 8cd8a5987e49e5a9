import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { dynamoPrices } from '../../lambdas/adapters/dynamodb/prices.ts';
import { dynamoTimes } from '../../lambdas/adapters/dynamodb/times.ts';
import { dynamoTurns } from '../../lambdas/adapters/dynamodb/turns.ts';
import type { Endpoint } from '../../lambdas/adapters/http/api.ts';
import { fromApiResponse, toApiRequest } from '../../lambdas/adapters/http/api-gateway.ts';
import { inputMedia } from '../../lambdas/adapters/media/input-media.ts';
import { inspectMedia } from '../../lambdas/adapters/media/inspect-media.ts';
import { stepFunctionsWorkflow } from '../../lambdas/adapters/stepfunctions/workflow.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { publicCallbacks } from '../../lambdas/adapters/webhooks/receiver-places.ts';
import { limits } from '../../lambdas/contract/limits.ts';
import { localUrls } from '../../lambdas/contract/urls.ts';
import { patience } from '../../lambdas/core/patience.ts';
import { preflight } from '../../lambdas/core/preflight.ts';
import { inTurn } from '../../local/in-turn.ts';
import { readEdit } from '../../lambdas/read-edit/read-edit.ts';
import { submitEdit, type SubmitEditDeps } from '../../lambdas/submit-edit/submit-edit.ts';
import { counting, countMedia, noTrips } from './round-trips.ts';
import type { Services } from './services.ts';

export type Called = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** `submit-edit` and `read-edit` as they are deployed, but for the wait for the provider's verdict: nobody is asked for one. */
export const connectEndpoints = ({ dynamoUrl, tableName, stepFunctionsUrl, stateMachineArn }: Services) => {
  const place = { region: 'eu-central-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...place, endpoint: dynamoUrl }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const stepFunctions = new SFNClient({ ...place, endpoint: stepFunctionsUrl });
  const trips = noTrips();
  client.middlewareStack.use(
    counting(() => {
      trips.dynamo += 1;
    }),
  );
  stepFunctions.middlewareStack.use(
    counting(() => {
      trips.stepFunctions += 1;
    }),
  );
  countMedia(() => {
    trips.media += 1;
  });

  const clock = systemClock;
  const turns = inTurn();
  const table = { client, tableName };
  const common = {
    edits: dynamoEdits({ ...table, clock }),
    turns: dynamoTurns({ ...table, clock }),
    times: dynamoTimes({ ...table, clock, log: quiet }),
    prices: dynamoPrices({ ...table, clock, log: quiet }),
    ...{ slots: 5, clock, log: quiet, patience },
  };
  const submitting: SubmitEditDeps = {
    ...common,
    workflow: stepFunctionsWorkflow({ client: stepFunctions, stateMachineArn }),
    // A new edit has nothing to tell yet.
    notices: {
      send: async () => {
        throw new Error('nothing is told here');
      },
    },
    ...{ stage: 'bench', urls: localUrls, callbacks: publicCallbacks({ loopbackHttp: true }) },
    randomBytes: () => randomBytes(17),
    verdictSeconds: 0,
    lookInto: async (request) =>
      preflight(request, {
        media: inputMedia({
          openObject: async () => {
            throw new Error('no object is named here');
          },
          loopbackHttp: true,
        }),
        // Each call has a function of its own, and here all have one machine.
        inspect: async (media, kind) => turns.do(async () => inspectMedia(media, kind)),
        limits,
      }),
  };
  return {
    ...{ client, tableName, stepFunctions, stateMachineArn, trips },
    submit: called(submitEdit(submitting)),
    /** The same without a look into the clip. */
    submitUnseen: called(submitEdit({ ...submitting, lookInto: async () => ({ inputs: [], faults: [] }) })),
    read: called(readEdit(common)),
    /** Puts what a stage has that has run for an hour: a price, and times of jobs. */
    begin: async (): Promise<void> => {
      await dynamoPrices({
        ...{ ...table, clock, log: quiet },
        provider: { price: async () => ({ baseUsd: 0.168, unit: 'second' }) },
      }).read();
      await common.times.learn({ clipSeconds: 5, jobSeconds: 60 });
    },
  };
};

export type Endpoints = ReturnType<typeof connectEndpoints>;

const called =
  (endpoint: Endpoint): Called =>
  async (event) =>
    fromApiResponse(await endpoint(toApiRequest(event, { kind: 'iam', owner: 'account', operators: [] })));
