import { toEventDetail } from '../../../lambdas/adapters/wire/edit.ts';
import type { EventDetail } from '../../../lambdas/contract/events.ts';
import { newDelivery, type DeliveryRecord } from '../../../lambdas/core/delivery.ts';
import { ended, type EditRecord } from '../../../lambdas/core/edit.ts';
import { anEdit } from './an-edit.ts';

export const receiverUrl = 'https://hooks.example/reshoot?key=secret';

/** What the bus was told of an edit that completed. */
export const aDetail = (overrides: Partial<EditRecord> = {}): EventDetail => {
  const record = ended(anEdit(overrides), 'completed', {}, 60_000);
  const [notice] = record.pendingNotices;
  if (notice === undefined) throw new Error('nothing was told');
  return toEventDetail(notice, record.request);
};

/** A delivery as it stands right after its notice, but for what a test says. */
export const aDelivery = (overrides: Partial<DeliveryRecord> = {}, now = 0): DeliveryRecord => {
  const { editId = anEdit().editId } = overrides;
  return {
    ...newDelivery(
      {
        editId,
        url: overrides.url ?? receiverUrl,
        receiver: 'edit',
        type: 'Edit Completed',
        detail: overrides.detail ?? aDetail({ editId }),
      },
      now,
    ),
    ...overrides,
  };
};
