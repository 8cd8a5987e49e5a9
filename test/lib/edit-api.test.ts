import { describe, expect, it } from '@jest/globals';
import { ofType, stageTemplate } from './stage-template.ts';
import { openApi } from '../../lambdas/contract/openapi.ts';

const template = stageTemplate();
const jwt = { kind: 'jwt', issuer: 'https://login.example.com', audience: ['reshoot'] };

const routesOf = (of: typeof template) =>
  ofType(of, 'AWS::ApiGatewayV2::Route').map(
    ([, { Properties }]) =>
      Properties as { RouteKey: string; AuthorizationType: string; AuthorizerId?: unknown },
  );

describe('the API of a stage', () => {
  it('has a route for every call of its description, and one for all that there is not', () => {
    const described = Object.entries(openApi()['paths'] as Record<string, object>).flatMap(([path, calls]) =>
      Object.keys(calls)
        .filter((method) => method !== 'parameters')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routesOf(template).map(({ RouteKey }) => RouteKey)).toEqual(
      expect.arrayContaining([...described, 'GET /v1/openapi.json', 'GET /v1/health', 'ANY /{proxy+}']),
    );
    expect(routesOf(template)).toHaveLength(described.length + 3);
  });

  it('asks every caller for a signature, on every route', () => {
    for (const route of routesOf(template)) expect(route.AuthorizationType).toBe('AWS_IAM');
  });

  it('asks every caller for a token of the issuer, where the settings have one', () => {
    const other = stageTemplate({ access: jwt });
    for (const route of routesOf(other)) {
      expect(route).toMatchObject({
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: expect.any(String) as unknown },
      });
    }
    other.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: jwt.issuer, Audience: jwt.audience },
    });
  });

  it('is throttled, as by default or by settings, and logs each request without its query', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
    stageTemplate({ throttle: { rateLimit: 5, burstLimit: 7 } }).hasResourceProperties(
      'AWS::ApiGatewayV2::Stage',
      {
        DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 7 },
      },
    );
    const [[, stage] = []] = ofType(template, 'AWS::ApiGatewayV2::Stage');
    const { Format } = stage?.Properties['AccessLogSettings'] as { Format: string };
    expect(JSON.parse(Format)).toMatchObject({
      status: '$context.status',
      caller: '$context.identity.userArn',
    });
    expect(Format).not.toMatch(/query|header/iu);
  });
});
