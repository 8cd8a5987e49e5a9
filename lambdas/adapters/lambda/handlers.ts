import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { AccessSettings } from '../../contract/environment.ts';
import type { ApiResponse, Endpoint } from '../http/api.ts';
import { problem } from '../http/api.ts';
import { fromApiResponse, toApiRequest } from '../http/api-gateway.ts';
import type { Observed } from './observe.ts';
import { subjectOf } from './subject-of.ts';

export type ApiHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** An endpoint of the API as a function. What breaks is told to the log, and to the caller only that it broke. */
export const apiHandler =
  (endpoint: Endpoint, access: AccessSettings, observed: Observed): ApiHandler =>
  async (event, context) =>
    observed.during(context, async () => {
      observed.about(subjectOf(event.pathParameters));
      let answer: ApiResponse;
      try {
        answer = await endpoint(toApiRequest(event, access));
      } catch (error) {
        observed.log.error('a request failed', { route: event.routeKey, error });
        answer = problem('internal', `Something broke; it is in the log under ${context.awsRequestId}.`);
      }
      return fromApiResponse(answer);
    });

export type TaskHandler = (input: unknown, context: Context) => Promise<object>;

/** A behaviour that a state or a rule calls, as a function. What breaks is thrown: whoever called repeats it. */
export const taskHandler =
  (behaviour: (input: unknown) => Promise<object>, observed: Observed): TaskHandler =>
  async (input, context) =>
    observed.during(context, async () => {
      observed.about(subjectOf(input));
      try {
        return await behaviour(input);
      } catch (error) {
        observed.meter.measure({ metric: 'TaskFailed', value: 1 });
        observed.log.error('a task failed', { input, error });
        throw error;
      }
    });
