import { describe, expect, it } from '@jest/globals';
import { CfnParameter, type Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { createClient } from '../../client/client.ts';
import { mustBeOrigins } from '../../lib/allowed-origins.ts';
import { parseStageSettings } from '../../lib/settings/stage-settings.ts';
import { ofType, stageTemplate, type Resource } from './stage-template.ts';
import { templateWith } from './workflow-template.ts';

const origins = ['https://studio.example.com', 'http://localhost:5173'];
const accesses = [
  { kind: 'iam' },
  { kind: 'jwt', issuer: 'https://login.example.com', audience: ['reshoot'] },
] as const;

interface Cors {
  readonly AllowOrigins: readonly string[];
  readonly AllowMethods: readonly string[];
  readonly AllowHeaders: readonly string[];
  readonly AllowCredentials?: boolean;
}

const apiCors = (template: Template): Cors | undefined =>
  ofType(template, 'AWS::ApiGatewayV2::Api')[0]?.[1].Properties['CorsConfiguration'] as Cors | undefined;

const bucketRules = (template: Template): readonly unknown[] =>
  // A bucket of which nothing is said has no properties.
  (ofType(template, 'AWS::S3::Bucket') as readonly [string, Partial<Resource>][]).flatMap(
    ([, { Properties }]) => {
      const cors = Properties?.['CorsConfiguration'] as { CorsRules: unknown[] } | undefined;
      return cors?.CorsRules ?? [];
    },
  );

const routesOf = (template: Template) =>
  ofType(template, 'AWS::ApiGatewayV2::Route').map(
    ([, { Properties }]) => Properties as { RouteKey: string; AuthorizationType: string },
  );

describe('a stage that allows origins', () => {
  const template = stageTemplate({ allowedOrigins: origins });

  it('lets their pages make the calls that the API has', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: {
        AllowOrigins: origins,
        AllowMethods: ['GET', 'POST', 'DELETE'],
        ExposeHeaders: ['retry-after', 'location'],
        MaxAge: 3_600,
      },
    });
    const methods = routesOf(template)
      .filter(({ RouteKey }) => !RouteKey.endsWith('/{proxy+}'))
      .map(({ RouteKey }) => RouteKey.split(' ')[0]);
    expect([...new Set(methods)].sort()).toEqual([...(apiCors(template)?.AllowMethods ?? [])].sort());
  });

  it.each([
    ['a token', { bearer: 'token' }],
    [
      'credentials of AWS',
      {
        sigV4: {
          region: 'eu-west-1',
          credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'session' },
        },
      },
    ],
  ])('lets them send every header that the client sends with %s', async (_what, auth) => {
    const sent: string[] = [];
    const client = createClient({
      url: 'https://api.example.com',
      auth,
      fetch: async (_url, init) => {
        sent.push(...new Headers(init?.headers).keys());
        return Response.json({ edit_id: 'ed_1' }, { status: 202 });
      },
    });
    await client.edits.create({ prompt: 'Snow', video_url: 'https://example.com/clip.mp4' });
    expect(sent).toEqual(expect.arrayContaining(['authorization', 'content-type', 'idempotency-key']));
    // Browsers ask for no leave to send these.
    const asked = sent.filter((name) => !['accept', 'host'].includes(name));
    expect(asked.filter((name) => !apiCors(template)?.AllowHeaders.includes(name))).toEqual([]);
  });

  it('takes no cookies from them', () => {
    expect(apiCors(template)?.AllowCredentials ?? false).toBe(false);
  });

  it('lets them post to its bucket, and read there', () => {
    expect(bucketRules(template)).toEqual([
      { Id: 'pages', AllowedOrigins: origins, AllowedMethods: ['POST', 'GET', 'HEAD'], MaxAge: 3_600 },
    ]);
  });

  it.each(accesses)('has no route that would ask of a preflight who calls, under $kind', (access) => {
    const routes = routesOf(stageTemplate({ allowedOrigins: origins, access }));
    expect(routes.filter(({ RouteKey }) => /^(?:ANY|OPTIONS) |^\$default$/u.test(RouteKey))).toEqual([]);
    // What there is not is answered all the same, to those who say who they are.
    const besides = routes.filter(({ RouteKey }) => RouteKey.endsWith(' /{proxy+}'));
    const methods = besides.map(({ RouteKey }) => RouteKey.split(' ')[0]);
    expect(methods.sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT']);
    const asked = access.kind === 'iam' ? 'AWS_IAM' : 'JWT';
    for (const { AuthorizationType } of routes) expect(AuthorizationType).toBe(asked);
  });

  it('leaves a bucket that it is given to its owner', () => {
    const given = templateWith((stack) => ({ allowedOrigins: origins, bucket: new Bucket(stack, 'Given') }));
    expect([apiCors(given)?.AllowOrigins, bucketRules(given)]).toEqual([origins, []]);
  });

  it('takes an origin that is only known at deployment', () => {
    const given = templateWith((stack: Stack) => ({
      allowedOrigins: [`https://${new CfnParameter(stack, 'Domain').valueAsString}`],
    }));
    expect(apiCors(given)?.AllowOrigins).toEqual([{ 'Fn::Join': ['', ['https://', { Ref: 'Domain' }]] }]);
  });
});

describe('a stage that allows none', () => {
  it.each<[string, object]>([
    ['by default', {}],
    ['as it is told', { allowedOrigins: [] }],
  ])('answers no page of another origin, %s', (_how, settings) => {
    const template = stageTemplate(settings);
    expect([apiCors(template), bucketRules(template)]).toEqual([undefined, []]);
    expect(routesOf(template).map(({ RouteKey }) => RouteKey)).toContain('ANY /{proxy+}');
  });
});

describe('an origin', () => {
  it.each([
    ...['https://studio.example.com', 'https://studio.example.com:8443', 'https://xn--bcher-kva.example'],
    ...['https://intranet', 'http://localhost:5173'],
  ])('may be %s', (origin) => {
    expect(parseStageSettings({ allowedOrigins: [origin] }, 'here').allowedOrigins).toEqual([origin]);
    expect(() => {
      mustBeOrigins([origin]);
    }).not.toThrow();
  });

  it.each([
    ...['*', 'https://*', 'https://*.example.com', 'null', ''],
    ...['studio.example.com', 'http://studio.example.com', 'http://localhost', 'http://localhost:80'],
    ...['http://localhost.example.com:5173', 'http://127.0.0.1:5173', 'file://', 'https://user@example.com'],
    ...['https://studio.example.com/', 'https://studio.example.com/edits', 'https://studio.example.com?a'],
    ...['https://Studio.example.com', 'https://studio.example.com:443', 'https://studio.example.com:08443'],
    ...['https://studio.example.com,https://other.example.com', ' https://studio.example.com'],
    ...['https://bücher.example', 'https://studio..example.com', 'https://studio.example.com\n'],
  ])('fails as %j, in the settings and in the construct', (origin) => {
    const right = 'must be an origin as browsers send it, such as https://studio.example.com';
    expect(() => stageTemplate({ allowedOrigins: [origins[0], origin] })).toThrow(
      `allowedOrigins.1: ${right}`,
    );
    expect(() => templateWith(() => ({ allowedOrigins: [...origins, origin] }))).toThrow(
      `each of allowedOrigins ${right}`,
    );
  });
});
