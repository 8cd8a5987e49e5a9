import { describe, expect, it } from '@jest/globals';
import { noticeTypeSchema } from '../../../lambdas/contract/events.ts';
import {
  deliveryIdOf,
  newDelivery,
  receiversOf,
  undeliverableIdOf,
  type Receiver,
} from '../../../lambdas/core/delivery.ts';
import type { NoticeType } from '../../../lambdas/core/edit.ts';
import { aDelivery, aDetail } from './a-delivery.ts';

const [own, ofStage] = ['https://own.example/', 'https://stage.example/'];

describe('who is told of a notice', () => {
  const toldOf = (webhookNotices?: readonly NoticeType[]) =>
    noticeTypeSchema.options.filter(
      (type) => receiversOf({ webhookUrl: own, webhookNotices }, type, []).length > 0,
    );

  it('is the receiver of the edit, of all but that it was submitted, where it chose nothing', () => {
    expect(toldOf()).toEqual([
      'Edit Completed',
      'Edit Failed',
      'Edit Cancelled',
      'Edit Uncertain',
      'Edit Overdue',
    ]);
  });

  it('is the receiver of the edit of what it chose, and of nothing else', () => {
    expect(toldOf(['Edit Submitted', 'Edit Failed'])).toEqual(['Edit Submitted', 'Edit Failed']);
  });

  it('is nobody where there is no receiver', () => {
    expect(receiversOf({}, 'Edit Completed', [])).toEqual([]);
  });

  it('are the receivers of the stage, too, each of what it chose', () => {
    const stage: Receiver[] = [
      { url: ofStage },
      { url: 'https://submitted.example/', notices: ['Edit Submitted'] },
    ];
    expect(receiversOf({ webhookUrl: own }, 'Edit Completed', stage)).toEqual([
      { url: own, receiver: 'edit' },
      { url: ofStage, receiver: 'stage' },
    ]);
    expect(receiversOf({ webhookUrl: own }, 'Edit Submitted', stage)).toEqual([
      { url: 'https://submitted.example/', receiver: 'stage' },
    ]);
  });

  it('fault 74: is told once who is named by the edit and by the stage', () => {
    expect(receiversOf({ webhookUrl: own }, 'Edit Completed', [{ url: own }, { url: own }])).toEqual([
      { url: own, receiver: 'edit' },
    ]);
  });
});

describe('a new delivery', () => {
  it('is due at once, and has nothing behind it', () => {
    const detail = aDetail();
    const editId = detail.edit.edit_id;
    const record = newDelivery({ editId, url: own, receiver: 'edit', type: 'Edit Completed', detail }, 5);
    expect(record).toMatchObject({
      deliveryId: deliveryIdOf(detail.id, own),
      noticeId: detail.id,
      status: 'pending',
      attempts: [],
      nextAttemptAt: 5,
      dueAt: 5,
      runs: 1,
    });
  });

  it('has an id of its own for each notice and receiver, and the same for the same', () => {
    const ids = [
      ['nt_1', own],
      ['nt_1', ofStage],
      ['nt_2', own],
      ['nt_1', own],
    ].map(([notice = '', url = '']) => deliveryIdOf(notice, url));
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toBe(ids[3]);
    for (const id of ids) expect(id).toMatch(/^dl_[0-9a-f]{32}$/u);
  });

  it('is told of as undeliverable under another id after each time that it is sent again', () => {
    const record = aDelivery();
    expect(undeliverableIdOf(record)).toMatch(/^nt_[0-9a-f]{32}$/u);
    expect(undeliverableIdOf(record)).toBe(undeliverableIdOf({ ...record, resends: 0 }));
    expect(undeliverableIdOf(record)).not.toBe(undeliverableIdOf({ ...record, resends: 1 }));
  });
});
