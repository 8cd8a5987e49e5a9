import type { APIGatewayProxyEventV2 } from 'aws-lambda';

interface Asked {
  readonly route: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** What an HTTP API hands a function, in payload format 2.0. */
const eventOf = ({ route, path = {}, headers = {}, body }: Asked): APIGatewayProxyEventV2 => {
  const [method = '', pattern = ''] = route.split(' ');
  const rawPath = pattern.replaceAll(/\{(\w+)\}/gu, (_all, name: string) => path[name] ?? '');
  const event = {
    version: '2.0',
    routeKey: route,
    rawPath,
    rawQueryString: '',
    headers: { 'content-type': 'application/json', ...headers },
    pathParameters: path,
    requestContext: {
      accountId: '123456789012',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'bench' },
      authorizer: {
        iam: { accountId: '123456789012', userArn: 'arn:aws:iam::123456789012:user/bench' },
      },
      requestId: 'bench',
      routeKey: route,
      stage: '$default',
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    isBase64Encoded: false,
  };
  return event as unknown as APIGatewayProxyEventV2;
};

export const submitEvent = (clipUrl: string, key?: string): APIGatewayProxyEventV2 =>
  eventOf({
    route: 'POST /v1/edits',
    headers: key === undefined ? {} : { 'idempotency-key': key },
    body: { prompt: 'Make it a cold blue night', video_url: clipUrl },
  });

export const readEvent = (editId: string): APIGatewayProxyEventV2 =>
  eventOf({ route: 'GET /v1/edits/{edit_id}', path: { edit_id: editId } });
