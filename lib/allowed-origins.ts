import { Duration, Token } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpMethod, type CorsPreflightOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpMethods, type CorsRule } from 'aws-cdk-lib/aws-s3';
import { text } from './settings/setting.ts';

const anOrigin =
  'an origin as browsers send it, such as https://studio.example.com, or http://localhost:5173 for development: ' +
  'no *, no path, no slash at the end';

/** One origin, exactly; over http only of the machine that somebody sits at. */
export const originSchema = text(
  anOrigin,
  // Browsers leave out the port that a scheme has anyway: with it, no page would ever match.
  /^(?:https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?!443$)[1-9]\d{0,4})?|http:\/\/localhost:(?!80$)[1-9]\d{0,4})$/u,
);

/** @throws Error that names the first that is none; what is only known at deployment passes */
export const mustBeOrigins = (origins: readonly string[]): void => {
  const wrong = origins.find(
    (origin) => !Token.isUnresolved(origin) && !originSchema.safeParse(origin).success,
  );
  if (wrong !== undefined)
    throw new Error(`each of allowedOrigins must be ${anOrigin}, and one is ${JSON.stringify(wrong)}`);
};

// For how long a browser need not ask again.
const maxAge = Duration.hours(1);

/** What the client of this project sends and reads, and nothing else. Cookies are no part of it. */
export const apiCors = (origins: readonly string[]): CorsPreflightOptions => ({
  allowOrigins: [...origins],
  allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.DELETE],
  allowHeaders: [
    ...['authorization', 'content-type', 'idempotency-key'],
    ...['x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256'],
  ],
  exposeHeaders: ['retry-after', 'location'],
  maxAge,
});

/** For uploads, which are posted, and for outputs, which are read: by addresses that the API has signed. */
export const bucketCors = (origins: readonly string[]): CorsRule => ({
  id: 'pages',
  allowedOrigins: [...origins],
  allowedMethods: [HttpMethods.POST, HttpMethods.GET, HttpMethods.HEAD],
  maxAge: maxAge.toSeconds(),
});

/**
 * The methods of a route for all that no other route is for. API Gateway answers a preflight by itself only where no
 * route takes it: one for any method would ask it who calls, which browsers do not say.
 */
export const methodsBesides = (origins: readonly string[]): HttpMethod[] =>
  origins.length === 0
    ? [HttpMethod.ANY]
    : Object.values(HttpMethod).filter(
        (method) => method !== HttpMethod.ANY && method !== HttpMethod.OPTIONS,
      );
