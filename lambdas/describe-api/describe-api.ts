import { problem, type ApiResponse, type Endpoint } from '../adapters/http/api.ts';
import { openApi } from '../contract/openapi.ts';

const document = (body: object): ApiResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** `GET /v1/openapi.json`, `GET /v1/health`, and an answer to every request that no other endpoint is for. */
export const describeApi = (): Endpoint => {
  let description: ApiResponse | undefined;
  const health = document({ status: 'ok' });
  return async ({ method, url }) => {
    switch (`${method} ${url}`) {
      case 'GET /v1/openapi.json':
        // Asked for now and then, and half of what the function would do before its first answer.
        description ??= document(openApi());
        return description;
      case 'GET /v1/health':
        return health;
      default:
        return problem('not_found', `There is nothing at ${method} ${url.slice(0, 200)}.`);
    }
  };
};
