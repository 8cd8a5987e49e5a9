import type { AccountBody } from '../../contract/account.ts';
import type { DeliveryBody, DeliveryListBody, WebhookTestBody } from '../../contract/delivery.ts';
import type { EditBody, EditPageBody, OutputLinkBody } from '../../contract/edit.ts';
import type { UploadBody } from '../../contract/upload.ts';
import { problems, type ProblemBody, type ProblemCode } from '../../contract/problem.ts';

/** A request to the API, whoever received it; header names in lower case. */
export interface ApiRequest {
  readonly owner: string;
  /** The caller sees and settles everybody's edits. */
  readonly operator: boolean;
  readonly method: string;
  /** The path as it was asked for, without its query. */
  readonly url: string;
  /** What the path names, by the names in the route. */
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Endpoint = (request: ApiRequest) => Promise<ApiResponse>;

export const json = (
  status: number,
  body:
    | AccountBody
    | EditBody
    | EditPageBody
    | OutputLinkBody
    | UploadBody
    | DeliveryBody
    | DeliveryListBody
    | WebhookTestBody,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

export interface ProblemFacts {
  readonly errors?: ProblemBody['errors'];
  readonly editId?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 9457. */
export const problem = (code: ProblemCode, detail: string, facts: ProblemFacts = {}): ApiResponse => {
  const { status, title } = problems[code];
  const body: ProblemBody = {
    type: 'about:blank',
    title,
    status,
    code,
    detail,
    ...(facts.errors === undefined ? {} : { errors: facts.errors }),
    ...(facts.editId === undefined ? {} : { edit_id: facts.editId }),
  };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...facts.headers,
    },
    body: JSON.stringify(body),
  };
};
