import type { Context } from 'aws-lambda';
import { lambdaLog } from '../../../../lambdas/adapters/powertools/logger.ts';
import { cloudFrontUrl, fields, s3Url, secrets, texts } from './planted.ts';

/** Logs secrets in every place that a line has. Not a test: a test runs it and looks at what it wrote. */
const log = lambdaLog({ stage: 'test', serviceName: 'send' });
log.info('before anything');
log.enter({
  awsRequestId: 'request-1',
  functionName: 'reshoot-send',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:reshoot-send',
  memoryLimitInMB: '256',
} as Context);

const failure = (text: string): Error => {
  const root = Object.assign(new Error(`root: ${text}`), { headers: fields, statusCode: 403 });
  const cause = new AggregateError([new TypeError(text), text, fields], `all failed: ${text}`, {
    cause: root,
  });
  return Object.assign(new Error(`it failed: ${text}`, { cause }), { code: text, ...fields });
};

for (const text of texts) {
  for (const level of ['info', 'warn', 'error'] as const) log[level](text);
  const nested = { a: [{ b: { [text]: text } }, new Map([[text, { text }]]), new Set([text])] };
  log.warn('facts', { text, nested, error: failure(text), list: [[text]], thrown: text });
  log.error('the error is the facts', failure(text) as unknown as Record<string, unknown>);
}
log.info('fields', fields);
log.info('nested fields', {
  request: { headers: fields, list: [fields] },
  map: new Map(Object.entries(fields)),
});
log.info('raw headers', {
  rawHeaders: ['Host', 'example.com', 'Authorization', secrets.other, 'Accept', '*/*'],
});
log.info('addresses', { url: new URL(s3Url), urls: [new URL(cloudFrontUrl)] });
log.info('bytes', { body: Buffer.from(secrets.other), view: new Uint8Array(Buffer.from(secrets.other)) });
log.info('instances', {
  client: new (class Client {
    readonly config = secrets;
  })(),
  headers: new Headers({ a: secrets.other }),
});

const circular: Record<string, unknown> = { edit: 'ed_1' };
circular['self'] = circular;
const deep = { down: {} };
let at: { down: object } = deep;
for (let depth = 0; depth < 100_000; depth += 1) at = at.down = { down: {} };
const hostile = {
  circular,
  deep,
  big: 12n ** 40n,
  symbol: Symbol(texts[0]),
  run: () => secrets,
  date: new Date(Number.NaN),
  nothing: null,
  not: Number.NaN,
  get broken() {
    throw new Error(texts[0]);
  },
  proxy: new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no keys');
      },
    },
  ),
  json: { toJSON: () => secrets },
  ['__proto__']: { polluted: true },
  level: 'mine',
  message: 'mine too',
  list: Array.from({ length: 500 }, (_, place) => place),
  long: 'x'.repeat(100_000),
};
log.info('hostile', hostile);
log.info('hostile', circular);
log.info('no facts', undefined);
log.info('text for facts', 'text' as unknown as Record<string, unknown>);
log.error(circular as unknown as string, null as unknown as Record<string, unknown>);
