/** The CloudWatch namespace of everything that a stage measures itself. */
export const metricsNamespace = 'Reshoot';

/** What a value is of, by CloudWatch's own words. */
export type MetricUnit = 'Bytes' | 'Count' | 'None' | 'Percent' | 'Seconds';

/**
 * `stage` is a dimension of every metric. With `by`, there is a second series for each value of that dimension beside
 * the one of the stage as a whole. The id of an edit is never a dimension, for each would be a metric that is paid for
 * by the month: it is a property of the line that the value comes from.
 */
export interface MetricFacts {
  readonly unit: MetricUnit;
  readonly by?: string;
  readonly about: string;
}

/** What the stage and the functions agree on about metrics. */
export const stageMetrics = {
  EditSubmitted: { unit: 'Count', about: 'edits that the provider took' },
  EditCompleted: { unit: 'Count', about: 'edits whose result is stored' },
  EditFailed: { unit: 'Count', by: 'reason', about: 'edits that failed, by the code of their error' },
  EditCancelled: { unit: 'Count', about: 'edits that were cancelled' },
  EditUncertain: { unit: 'Count', about: 'edits that the provider may or may not have taken' },
  EditOverdue: { unit: 'Count', about: 'edits that were marked as overdue' },
  EditSeconds: { unit: 'Seconds', about: 'from the request of an edit to its stored result' },
  DetectionLagSeconds: {
    unit: 'Seconds',
    about: 'from when the provider says that it finished an edit until that was seen',
  },
  StoredBytes: { unit: 'Bytes', about: 'size of what was stored for an edit' },
  SpentUsd: {
    unit: 'None',
    about: 'what an edit came to, in US dollars; also by owner and by metadata, as the settings have it',
  },
  EditRejected: { unit: 'Count', about: 'files of the inbox that could not become edits' },
  WebhookDelivered: { unit: 'Count', about: 'webhooks that their receiver took' },
  WebhookAttemptFailed: { unit: 'Count', about: 'attempts of webhooks that came to nothing' },
  WebhookUndeliverable: { unit: 'Count', about: 'webhooks that were given up' },
  EditRecovered: { unit: 'Count', about: 'edits that the sweep, or a dead execution, had picked up' },
  DeliveryRecovered: { unit: 'Count', about: 'webhooks that were picked up likewise' },
  TaskFailed: { unit: 'Count', about: 'calls of a function of the workflow that threw' },
  EditsInFlight: { unit: 'Count', about: 'edits that the provider has, or is being given, each minute' },
  EditsWaiting: { unit: 'Count', by: 'waiting_for', about: 'edits that wait to be sent, each minute' },
  OldestWaitingSeconds: { unit: 'Seconds', about: 'how long the oldest of these has waited' },
  StalledSeconds: {
    unit: 'Seconds',
    about: 'how long nothing has been sent although work waits and slots are free; 0 while all is well',
  },
  AccountPaused: { unit: 'Count', about: "1 while the provider's account keeps everything from being sent" },
  SpentTodayUsd: {
    unit: 'None',
    about: 'spent and set aside on this day of UTC, in US dollars, where a budget is set',
  },
  SpentMonthUsd: { unit: 'None', about: 'likewise, in this month' },
  BudgetUsedPercent: { unit: 'Percent', about: 'the fuller of the two budgets, where one is set' },
} as const satisfies Record<string, MetricFacts>;

export type MetricName = keyof typeof stageMetrics;
