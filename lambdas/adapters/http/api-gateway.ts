import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AccessSettings } from '../../contract/environment.ts';
import type { ApiRequest, ApiResponse } from './api.ts';
import { callerOf } from './caller.ts';

/** What an HTTP API hands a function, in payload format 2.0; header names come in lower case. */
export const toApiRequest = (event: APIGatewayProxyEventV2, access: AccessSettings): ApiRequest => {
  const { http, authorizer } = event.requestContext as typeof event.requestContext & { authorizer?: unknown };
  return {
    ...callerOf(authorizer, access),
    method: http.method,
    url: event.rawPath,
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    body: event.isBase64Encoded
      ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
      : (event.body ?? ''),
  };
};

export const fromApiResponse = ({
  status,
  headers,
  body,
}: ApiResponse): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { ...headers },
  body,
});
