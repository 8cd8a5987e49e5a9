import { Stack } from 'aws-cdk-lib';
import { QueryDefinition, QueryString, type ILogGroup, type QueryStringProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface SavedQueriesProps {
  /** The logs of all functions. */
  readonly functionLogs: readonly ILogGroup[];

  /** What the API writes of each request. */
  readonly accessLog: ILogGroup;
}

/** What is asked of the logs of functions. The fields are those that `lambdaLog` and `lambdaMetrics` write. */
const ofFunctions: Readonly<Record<string, QueryStringProps>> = {
  'Story of one edit': {
    fields: [
      ...['@timestamp', 'service', 'level', 'message', 'verdict', 'why', 'request_id'],
      ...['delivery_id', 'status_code', 'error.name', 'error.message'],
    ],
    filterStatements: ['edit_id = "ed_PUT_ITS_ID_HERE"'],
    sort: '@timestamp asc',
    limit: 1_000,
  },
  'Failed edits by reason': {
    filterStatements: ['ispresent(EditFailed)'],
    statsStatements: ['count(*) as edits, latest(edit_id) as one_of_them by reason'],
    sort: 'edits desc',
  },
  'Slowest edits': {
    fields: ['@timestamp', 'edit_id', 'EditSeconds'],
    filterStatements: ['ispresent(EditSeconds)'],
    sort: 'EditSeconds desc',
    limit: 25,
  },
  'Uncertain edits': {
    fields: ['@timestamp', 'edit_id'],
    filterStatements: ['ispresent(EditUncertain)'],
    sort: '@timestamp desc',
    limit: 100,
  },
  'What broke': {
    filterStatements: ['level = "ERROR"'],
    statsStatements: [
      'count(*) as lines, latest(edit_id) as one_of_them by service, message, error.name, error.message',
    ],
    sort: 'lines desc',
    limit: 100,
  },
  'Spending by day': {
    filterStatements: ['ispresent(SpentUsd)'],
    statsStatements: ['sum(SpentUsd) as usd, count_distinct(edit_id) as edits by bin(1d)'],
  },
};

/** What is asked of the access log. Its fields are those of `EditApi`. */
const ofAccess: Readonly<Record<string, QueryStringProps>> = {
  'What callers got': {
    statsStatements: [
      'count(*) as calls, pct(latency_ms, 95) as latency_ms_p95 by caller, subject, route, status',
    ],
    sort: 'calls desc',
    limit: 200,
  },
  'Failed calls': {
    fields: [
      '@timestamp',
      'request_id',
      'route',
      'path',
      'status',
      'error',
      'integration_error',
      'latency_ms',
    ],
    filterStatements: ['status like /^5/'],
    sort: '@timestamp desc',
    limit: 100,
  },
};

/** Questions for CloudWatch Logs Insights, in a folder of the stack's name. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { functionLogs, accessLog }: SavedQueriesProps) {
    super(scope, id);
    const folder = Stack.of(this).stackName;
    const save = (queries: Readonly<Record<string, QueryStringProps>>, logGroups: readonly ILogGroup[]) => {
      for (const [name, question] of Object.entries(queries)) {
        new QueryDefinition(
          this,
          name.replaceAll(/ (.)/gu, (_, letter: string) => letter.toUpperCase()),
          {
            // A query has no other name than the one that it is found by.
            queryDefinitionName: `${folder}/${name}`,
            queryString: new QueryString(question),
            logGroups: [...logGroups],
          },
        );
      }
    };
    save(ofFunctions, functionLogs);
    save(ofAccess, [accessLog]);
  }
}
