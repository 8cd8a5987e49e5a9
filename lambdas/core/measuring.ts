import type { SpendingBy } from '../contract/spending-by.ts';
import type { EditSnapshot, Millis, Notice } from './edit.ts';
import type { Measured, Meter, Notices, Rejections } from './ports.ts';
import type { Undeliverables, Webhooks } from './webhooks.ts';
import { cameTo, microsOf, usdOf } from './spending.ts';

/** What is measured of an edit when this is told of it. */
export const measuredOf = ({ type, edit }: Notice, by: SpendingBy): readonly Measured[] => {
  const { editId } = edit;
  const one = { editId, value: 1 };
  switch (type) {
    case 'Edit Submitted':
      return [{ ...one, metric: 'EditSubmitted' }];
    case 'Edit Uncertain':
      return [{ ...one, metric: 'EditUncertain' }];
    case 'Edit Overdue':
      return [{ ...one, metric: 'EditOverdue' }];
    case 'Edit Cancelled':
      return [{ ...one, metric: 'EditCancelled' }, ...spentOn(edit, by)];
    case 'Edit Failed': {
      const reason = edit.error?.code ?? none;
      return [{ ...one, metric: 'EditFailed', by: { reason } }, ...spentOn(edit, by)];
    }
    case 'Edit Completed': {
      const { createdAt, finishedAt = createdAt, outputs } = edit;
      const bytes = outputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      return [
        { ...one, metric: 'EditCompleted' },
        { editId, metric: 'EditSeconds', value: (finishedAt - createdAt) / 1_000 },
        { editId, metric: 'StoredBytes', value: bytes },
        ...spentOn(edit, by),
      ];
    }
  }
};

const none = '(none)';

// What was not billable is no value of nothing: it would only make the average look less.
const spentOn = (edit: EditSnapshot, { owner = false, metadata = [] }: SpendingBy): readonly Measured[] => {
  const { editId, costEstimateUsd, costUsd } = edit;
  const micros = cameTo(edit, costEstimateUsd === undefined ? undefined : microsOf(costEstimateUsd));
  if (micros === undefined || (micros === 0 && costUsd === undefined)) return [];
  const by = {
    ...(owner ? { owner: edit.owner } : {}),
    ...Object.fromEntries(
      metadata.map((key) => [
        `metadata.${key}`,
        Object.hasOwn(edit.metadata, key) ? (edit.metadata[key] ?? none) : none,
      ]),
    ),
  };
  return [{ editId, metric: 'SpentUsd', value: usdOf(micros), by }];
};

const longestLagMs = 3_600_000;

/**
 * From when the provider says that it finished an edit until that was seen. Undefined where it does not say, and where
 * the difference can only be one of clocks.
 */
export const detectionLagSeconds = (
  madeAt: Millis | undefined,
  finishedAt: Millis | undefined,
): number | undefined => {
  if (madeAt === undefined || finishedAt === undefined) return undefined;
  const lag = madeAt - finishedAt;
  return lag >= 0 && lag <= longestLagMs ? lag / 1_000 : undefined;
};

/** Measures each notice that was taken. */
export const countedNotices = (notices: Notices, meter: Meter, by: SpendingBy): Notices => ({
  send: async (waiting) => {
    const taken = new Set(await notices.send(waiting));
    for (const { notice } of waiting) {
      if (taken.has(notice.id)) for (const measured of measuredOf(notice, by)) meter.measure(measured);
    }
    return [...taken];
  },
});

/** Counts the files that could not become edits. */
export const countedRejections = (rejections: Rejections, meter: Meter): Rejections => ({
  tell: async (rejection) => {
    await rejections.tell(rejection);
    meter.measure({ metric: 'EditRejected', value: 1 });
  },
});

/** Counts attempts, by what came of them. */
export const countedWebhooks = (webhooks: Webhooks, meter: Meter): Webhooks => ({
  post: async (message) => {
    const posted = await webhooks.post(message);
    const metric = posted.error === undefined ? 'WebhookDelivered' : 'WebhookAttemptFailed';
    meter.measure({ metric, value: 1 });
    return posted;
  },
});

/** Counts the webhooks that were given up. */
export const countedUndeliverables = (undeliverables: Undeliverables, meter: Meter): Undeliverables => ({
  tell: async (delivery) => {
    const taken = await undeliverables.tell(delivery);
    if (taken) meter.measure({ metric: 'WebhookUndeliverable', value: 1, editId: delivery.editId });
    return taken;
  },
});
