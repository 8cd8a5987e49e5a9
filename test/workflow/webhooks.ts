import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { dynamoEdits } from '../../lambdas/adapters/dynamodb/edits.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { undeliverableType } from '../../lambdas/contract/delivery.ts';
import type { DeliveryRecord } from '../../lambdas/core/delivery.ts';
import { ended, type EditRecord } from '../../lambdas/core/edit.ts';
import { sendPending } from '../../lambdas/core/outbox.ts';
import { patience } from '../../lambdas/core/patience.ts';
import type { Edits } from '../../lambdas/core/ports.ts';
import type { Deliveries, WebhookSecrets } from '../../lambdas/core/webhooks.ts';
import type { Definition } from '../../local/definition.ts';
import { openDeliveriesTable, openTable } from '../../local/table.ts';
import { openEventLog, type EventLog, type LocalRule } from '../../local/event-log.ts';
import { localWebhooks, type LocalWebhooks } from '../../local/webhooks.ts';
import { editId } from '../fakes/edit-id.ts';
import { allMustBePublished } from '../fakes/published-events.ts';
import { fakeResults } from '../fakes/results.ts';
import { anEdit } from '../lambdas/core/an-edit.ts';

export interface WebhookWorkflow extends LocalWebhooks {
  readonly edits: Edits;
  readonly deliveries: Deliveries;
  readonly notices: EventLog;
  /** Ends an edit with this receiver, and tells of it. @returns the record */
  complete(webhookUrl: string): Promise<EditRecord>;
  /** The edit's deliveries, once none of them is pending. */
  settled(editId: string): Promise<readonly DeliveryRecord[]>;
  /** The states that the executions of a delivery entered. */
  path(deliveryId: string): readonly string[];
  /** The types of the events so far. */
  told(): Promise<string[]>;
  close(): Promise<void>;
}

export interface WebhookWorkflowProps {
  readonly definition: Definition;
  readonly secrets: WebhookSecrets;
  /** In the place of three days. */
  readonly gapsSeconds?: readonly number[];
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let number = 0;

/** The synthesised state machine of deliveries with the real behaviours, real POSTs, and a DynamoDB of its own. */
export const startWebhooks = async ({
  definition,
  secrets,
  gapsSeconds = [0.05, 0.05, 0.05],
}: WebhookWorkflowProps): Promise<WebhookWorkflow> => {
  const folder = await mkdtemp(join(tmpdir(), 'reshoot-webhooks-'));
  const [table, deliveriesTable] = [await openTable(), await openDeliveriesTable()];
  const clock = systemClock;
  const edits = dynamoEdits({ ...table, clock });
  const paths = new Map<string, string[]>();
  const events = join(folder, 'events.jsonl');
  const rules: LocalRule[] = [];
  const notices = openEventLog(events, rules);
  const webhooks = localWebhooks({
    machine: {
      definition,
      waits: { WaitForNextAttempt: 20, WaitAfterFault: 20 },
      retries: { Deliver: 5 },
      onState: (id, state) => {
        paths.set(id, [...(paths.get(id) ?? []), state]);
      },
    },
    table: deliveriesTable,
    secrets,
    undeliverables: notices,
    ...{ edits, results: fakeResults(), clock, log: quiet },
    patience: { ...patience, webhookGapsSeconds: gapsSeconds },
  });
  const { deliveries, engine } = webhooks;
  rules.push(webhooks.begin);
  return {
    ...webhooks,
    edits,
    notices,
    complete: async (webhookUrl) => {
      number += 1;
      const now = clock.now();
      const record = ended(anEdit({ editId: editId(number), webhookUrl }), 'completed', {}, now);
      await edits.create(record);
      return sendPending(record, { edits, notices, clock, log: quiet });
    },
    settled: async (of) => {
      for (;;) {
        const found = await deliveries.list(of);
        const left = found.some(({ status, untold }) => status === 'pending' || untold !== undefined);
        const running = [...engine.executions.values()].includes('running');
        if (found.length > 0 && !left && !running) return found;
        await setTimeout(20);
      }
    },
    path: (deliveryId) => paths.get(deliveryId) ?? [],
    told: async () =>
      (await readFile(events, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { 'detail-type': string })['detail-type'])
        .filter((type) => type.startsWith('Edit') || type === undeliverableType),
    close: async () => {
      await engine.close();
      await table.close();
      await deliveriesTable.close();
      allMustBePublished(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
