import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log, Notices } from '../../core/ports.ts';

export interface LambdaMetrics {
  count(name: string): void;
  flush(): void;
}

export const lambdaMetrics = ({ stage }: { readonly stage: string; readonly log: Log }): LambdaMetrics => {
  const metrics = new Metrics({ namespace: 'Reshoot', defaultDimensions: { stage } });
  return {
    count: (name) => {
      metrics.addMetric(name, MetricUnit.Count, 1);
    },
    flush: () => {
      metrics.publishStoredMetrics();
    },
  };
};

export const countedNotices = (notices: Notices, metrics: LambdaMetrics): Notices => ({
  send: async (waiting) => {
    const taken = await notices.send(waiting);
    for (const { notice } of waiting) {
      if (taken.includes(notice.id)) metrics.count(notice.type.replaceAll(' ', ''));
    }
    return taken;
  },
});
