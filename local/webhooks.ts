import { randomUUID } from 'node:crypto';
import { dynamoDeliveries } from '../lambdas/adapters/dynamodb/deliveries.ts';
import { publicCallbacks } from '../lambdas/adapters/webhooks/receiver-places.ts';
import { signedWebhooks } from '../lambdas/adapters/webhooks/webhooks.ts';
import type { UrlPolicy } from '../lambdas/contract/urls.ts';
import type { Patience } from '../lambdas/core/patience.ts';
import type { Clock, Edits, Log, Results } from '../lambdas/core/ports.ts';
import type { Callbacks, Deliveries, Undeliverables, WebhookSecrets } from '../lambdas/core/webhooks.ts';
import { deliverWebhook } from '../lambdas/deliver-webhook/deliver-webhook.ts';
import { listDeliveries } from '../lambdas/list-deliveries/list-deliveries.ts';
import { recoverDeliveries } from '../lambdas/recover/recover-deliveries.ts';
import { resendDelivery } from '../lambdas/resend-delivery/resend-delivery.ts';
import { startDeliveries } from '../lambdas/start-deliveries/start-deliveries.ts';
import { testWebhook } from '../lambdas/test-webhook/test-webhook.ts';
import { startDeliveryEngine, type DeliveryEngine, type EngineProps } from './engine.ts';
import type { LocalRule } from './event-log.ts';
import type { Endpoints } from './server.ts';
import type { LocalTable } from './table.ts';

export interface WebhooksProps {
  readonly machine: Pick<EngineProps, 'definition' | 'waits' | 'retries' | 'onState'>;
  readonly table: Pick<LocalTable, 'client' | 'tableName'>;
  readonly secrets: WebhookSecrets;
  readonly undeliverables: Undeliverables;
  readonly edits: Edits;
  readonly results: Pick<Results, 'link'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly patience: Patience;
}

export interface LocalWebhooks {
  /** Begins what a notice is told by. */
  readonly begin: LocalRule;
  readonly deliveries: Deliveries;
  readonly callbacks: Callbacks;
  readonly endpoints: Pick<Endpoints, 'listDeliveries' | 'resendDelivery' | 'testWebhook'>;
  readonly recover: ReturnType<typeof recoverDeliveries>;
  readonly engine: DeliveryEngine;
}

// Receivers on this machine, whoever makes the edits: it is this process that tells them.
const urls: UrlPolicy = { s3: false, loopbackHttp: true };
const places = { loopbackHttp: true };

/** Webhooks of the local edition: what the rules of the bus, a state machine and the API do where it is deployed. */
export const localWebhooks = (props: WebhooksProps): LocalWebhooks => {
  const { machine, table, secrets, edits, clock, log, patience } = props;
  const deliveries = dynamoDeliveries({ ...table, clock });
  const callbacks = publicCallbacks(places);
  const webhooks = signedWebhooks({ secrets, places, clock });
  const telling = { deliveries, undeliverables: props.undeliverables, clock, log };
  const engine = startDeliveryEngine({
    ...machine,
    log,
    behaviours: {
      'deliver-webhook': deliverWebhook({
        ...telling,
        edits,
        results: props.results,
        webhooks,
        patience,
        random: Math.random,
      }),
    },
  });
  const begin = startDeliveries({ edits, deliveries, deliveryRuns: engine, receivers: [], clock, log });
  const delivering = { ...telling, deliveryRuns: engine, patience };
  return {
    begin,
    deliveries,
    callbacks,
    engine,
    recover: recoverDeliveries(delivering),
    endpoints: {
      listDeliveries: listDeliveries({ edits, deliveries }),
      resendDelivery: resendDelivery({ ...delivering, edits }),
      testWebhook: testWebhook({ urls, callbacks, webhooks, clock, newId: randomUUID }),
    },
  };
};
