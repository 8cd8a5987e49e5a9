import { Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { authorizerOf, type Access } from './access.ts';
import { apiCors, methodsBesides } from './allowed-origins.ts';
import { logGroup } from './edit-function.ts';

/** The functions behind the API. */
export interface ApiFunctions {
  readonly submitEdit: IFunction;
  readonly readEdit: IFunction;
  readonly listEdits: IFunction;
  readonly cancelEdit: IFunction;
  readonly resolveEdit: IFunction;
  readonly deleteEdit: IFunction;
  readonly readOutput: IFunction;
  readonly createUpload: IFunction;
  readonly listDeliveries: IFunction;
  readonly resendDelivery: IFunction;
  readonly testWebhook: IFunction;
  readonly readAccount: IFunction;
  /** Answers what no other is for, too. */
  readonly describeApi: IFunction;
}

export interface Throttle {
  /** Requests a second that go on for long. */
  readonly rateLimit: number;
  /** Requests at once. */
  readonly burstLimit: number;
}

export interface EditApiProps {
  readonly functions: ApiFunctions;

  /** Who may call. */
  readonly access: Access;

  /**
   * Origins of pages that may call, and read the answers.
   *
   * @default - no page of another origin may
   */
  readonly allowedOrigins?: readonly string[] | undefined;

  /**
   * Beyond this, callers are answered with 429 and pay nothing.
   *
   * @default - 50 requests a second, 100 at once
   */
  readonly throttle?: Throttle | undefined;

  /**
   * How long the access log is kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays | undefined;
}

/** The HTTP API: one kind of access for every route, throttled, every request in the access log. */
export class EditApi extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  /** A line for every request. */
  readonly accessLog: LogGroup;
  private readonly access: Access;

  constructor(scope: Construct, id: string, props: EditApiProps) {
    super(scope, id);
    const { functions, access, throttle = { rateLimit: 50, burstLimit: 100 }, logRetention } = props;
    const { allowedOrigins = [] } = props;
    this.access = access;
    this.api = new HttpApi(this, 'Resource', {
      // For the eyes of people: it need not be unique.
      apiName: Stack.of(this).stackName,
      description: 'Video edits',
      createDefaultStage: false,
      defaultAuthorizer: authorizerOf(access),
      ...(allowedOrigins.length === 0 ? {} : { corsPreflight: apiCors(allowedOrigins) }),
    });
    const routes = (path: string, methods: HttpMethod[], name: string, target: IFunction) =>
      this.api.addRoutes({ path, methods, integration: new HttpLambdaIntegration(name, target) });
    const route = (path: string, method: HttpMethod, name: string, target: IFunction) =>
      routes(path, [method], name, target);
    route('/v1/edits', HttpMethod.POST, 'SubmitEdit', functions.submitEdit);
    route('/v1/edits', HttpMethod.GET, 'ListEdits', functions.listEdits);
    route('/v1/edits/{edit_id}', HttpMethod.GET, 'ReadEdit', functions.readEdit);
    route('/v1/edits/{edit_id}/cancel', HttpMethod.POST, 'CancelEdit', functions.cancelEdit);
    route('/v1/edits/{edit_id}/resolve', HttpMethod.POST, 'ResolveEdit', functions.resolveEdit);
    route('/v1/edits/{edit_id}', HttpMethod.DELETE, 'DeleteEdit', functions.deleteEdit);
    route('/v1/edits/{edit_id}/outputs/{n}', HttpMethod.GET, 'ReadOutput', functions.readOutput);
    route('/v1/uploads', HttpMethod.POST, 'CreateUpload', functions.createUpload);
    const deliveries = '/v1/edits/{edit_id}/deliveries';
    route(deliveries, HttpMethod.GET, 'ListDeliveries', functions.listDeliveries);
    route(`${deliveries}/{delivery_id}/resend`, HttpMethod.POST, 'ResendDelivery', functions.resendDelivery);
    route('/v1/webhooks/test', HttpMethod.POST, 'TestWebhook', functions.testWebhook);
    route('/v1/account', HttpMethod.GET, 'ReadAccount', functions.readAccount);
    route('/v1/openapi.json', HttpMethod.GET, 'DescribeApi', functions.describeApi);
    route('/v1/health', HttpMethod.GET, 'DescribeApi', functions.describeApi);
    routes('/{proxy+}', methodsBesides(allowedOrigins), 'DescribeApi', functions.describeApi);
    this.accessLog = logGroup(this, 'AccessLog', logRetention);
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(accessLine),
      },
    });
  }

  /** To ask for an edit. */
  grantSubmit(grantee: IGrantable): Grant {
    return this.grantInvoke(grantee, [HttpMethod.POST, '/v1/edits']);
  }

  /** To get a place for a clip or picture of one's own. */
  grantUpload(grantee: IGrantable): Grant {
    return this.grantInvoke(grantee, [HttpMethod.POST, '/v1/uploads']);
  }

  /** To read edits, their outputs and their deliveries, and what an edit would cost. */
  grantRead(grantee: IGrantable): Grant {
    return this.grantInvoke(
      grantee,
      [HttpMethod.GET, '/v1/edits'],
      [HttpMethod.GET, '/v1/edits/*'],
      [HttpMethod.GET, '/v1/account'],
    );
  }

  private grantInvoke(grantee: IGrantable, ...routes: readonly [HttpMethod, string][]): Grant {
    if (this.access.kind !== 'iam')
      throw new Error(
        `callers of this API have tokens of ${this.access.issuer}: no permission can be granted`,
      );
    return Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: routes.map(([method, path]) =>
        this.api.arnForExecuteApi(method, path, this.stage.stageName),
      ),
    });
  }

  get url(): string {
    return this.stage.url.replace(/\/$/u, '');
  }
}

// No query: it may carry what was signed.
const accessLine = JSON.stringify(
  Object.fromEntries(
    Object.entries({
      time: 'requestTime',
      request_id: 'requestId',
      route: 'routeKey',
      path: 'path',
      status: 'status',
      error: 'error.message',
      integration_error: 'integrationErrorMessage',
      latency_ms: 'responseLatency',
      integration_latency_ms: 'integrationLatency',
      bytes: 'responseLength',
      source_ip: 'identity.sourceIp',
      caller: 'identity.userArn',
      subject: 'authorizer.claims.sub',
    }).map(([name, variable]) => [name, `$context.${variable}`]),
  ),
);
