import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { problem } from '../../../../lambdas/adapters/http/api.ts';
import type { AccessSettings } from '../../../../lambdas/contract/environment.ts';
import { fromApiResponse, toApiRequest } from '../../../../lambdas/adapters/http/api-gateway.ts';

// As AWS documents payload format 2.0 of an HTTP API.
const event = {
  version: '2.0',
  routeKey: 'POST /v1/edits/{edit_id}/cancel',
  rawPath: '/v1/edits/ed_x/cancel',
  rawQueryString: 'a=1&a=2',
  headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
  queryStringParameters: { a: '1,2' },
  pathParameters: { edit_id: 'ed_x' },
  requestContext: {
    accountId: '123456789012',
    apiId: 'api',
    domainName: 'api.execute-api.us-east-1.amazonaws.com',
    domainPrefix: 'api',
    http: {
      method: 'POST',
      path: '/v1/edits/ed_x/cancel',
      protocol: 'HTTP/1.1',
      sourceIp: '192.0.2.1',
      userAgent: 'x',
    },
    authorizer: { iam: { accountId: '123456789012', userArn: 'arn:aws:iam::123456789012:user/ann' } },
    requestId: 'r',
    routeKey: 'POST /v1/edits/{edit_id}/cancel',
    stage: '$default',
    time: '12/Mar/2026:19:03:58 +0000',
    timeEpoch: 1_773_342_238,
  },
  body: '{"prompt":"ü"}',
  isBase64Encoded: false,
} as unknown as APIGatewayProxyEventV2;
const access: AccessSettings = { kind: 'iam', owner: 'account', operators: [] };

describe('a request of an HTTP API', () => {
  it('is one of ours', () => {
    expect(toApiRequest(event, access)).toEqual({
      owner: '123456789012',
      operator: false,
      method: 'POST',
      url: '/v1/edits/ed_x/cancel',
      path: { edit_id: 'ed_x' },
      query: { a: '1,2' },
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      body: '{"prompt":"ü"}',
    });
  });

  it('may come encoded', () => {
    const body = Buffer.from('{"prompt":"ü"}').toString('base64');
    expect(toApiRequest({ ...event, body, isBase64Encoded: true }, access).body).toBe('{"prompt":"ü"}');
  });

  it('may be without path parameters, query and body', () => {
    const { pathParameters: _path, queryStringParameters: _query, body: _body, ...bare } = event;
    expect(toApiRequest(bare, access)).toMatchObject({ path: {}, query: {}, body: '' });
  });
});

describe('an answer to an HTTP API', () => {
  it('has status, headers and body', () => {
    const answer = problem('not_found', 'Nothing.');
    expect(fromApiResponse(answer)).toEqual({
      statusCode: 404,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
      body: answer.body,
    });
  });
});
