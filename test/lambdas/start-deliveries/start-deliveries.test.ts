import { describe, expect, it } from '@jest/globals';
import type { NoticeType } from '../../../lambdas/contract/events.ts';
import { deliveryIdOf, type Receiver } from '../../../lambdas/core/delivery.ts';
import type { EditRecord } from '../../../lambdas/core/edit.ts';
import { startDeliveries } from '../../../lambdas/start-deliveries/start-deliveries.ts';
import { fakeDeliveryRuns } from '../../fakes/deliveries.ts';
import { fakeDeps } from '../../fakes/deps.ts';
import { aDetail } from '../core/a-delivery.ts';
import { anEdit } from '../core/an-edit.ts';

const [own, ofStage] = ['https://own.example/', 'https://stage.example/'];
const id = anEdit().editId;
const detail = aDetail();
const event = (type: NoticeType = 'Edit Completed', more: object = {}) => ({
  version: '0',
  source: 'reshoot',
  'detail-type': type,
  detail,
  ...more,
});

const starting = (
  edit: Partial<EditRecord> = {},
  receivers: readonly Receiver[] = [],
  deliveryRuns = fakeDeliveryRuns(),
) => {
  const deps = fakeDeps([anEdit({ webhookUrl: own, ...edit })]);
  const given = { ...deps, deliveryRuns, receivers };
  return { ...given, given, begin: startDeliveries(given) };
};
const nameOf = (url: string, run = 1) => `${deliveryIdOf(detail.id, url)}-${run}`;

describe('start-deliveries', () => {
  it('puts a delivery on record with what was told, word by word, and starts it', async () => {
    const { begin, deliveries, deliveryRuns, clock } = starting();
    expect(await begin(event())).toEqual({ started: 1 });
    const record = deliveries.at(deliveryIdOf(detail.id, own));
    expect(record).toMatchObject({ editId: id, noticeId: detail.id, url: own, dueAt: clock.now() });
    expect(JSON.stringify(record.detail)).toBe(JSON.stringify(detail));
    expect(deliveryRuns.started).toEqual([nameOf(own)]);
  });

  it('fault 74: starts one execution for each of two receivers', async () => {
    const { begin, deliveryRuns } = starting({}, [{ url: ofStage }]);
    expect(await begin(event())).toEqual({ started: 2 });
    expect(deliveryRuns.started.toSorted()).toEqual([nameOf(own), nameOf(ofStage)].toSorted());
  });

  it('fault 74: begins nothing twice where the bus tells twice, one after another or at once', async () => {
    const { begin, deliveries, deliveryRuns } = starting({}, [{ url: ofStage }]);
    await Promise.all([begin(event()), begin(event())]);
    await begin(event());
    expect(deliveries.records.size).toBe(2);
    expect(deliveryRuns.started).toHaveLength(2);
  });

  it('fault 74: begins nothing of what an archive plays again', async () => {
    const { begin, deliveries } = starting();
    expect(await begin(event('Edit Completed', { 'replay-name': 'once-more' }))).toEqual({ started: 0 });
    expect(deliveries.records.size).toBe(0);
  });

  it('makes sure of a pending delivery whose start was lost, and leaves an ended one alone', async () => {
    const { begin, given, deliveries, deliveryRuns } = starting();
    let lost = true;
    const losing = fakeDeliveryRuns(() => {
      if (lost) throw new Error('ThrottlingException');
    });
    const again = startDeliveries({ ...given, deliveryRuns: losing });
    await expect(again(event())).rejects.toThrow('ThrottlingException');
    lost = false;
    await again(event());
    expect(losing.started).toEqual([nameOf(own)]);

    const record = deliveries.at(deliveryIdOf(detail.id, own));
    deliveries.records.set(record.deliveryId, { ...record, status: 'delivered' });
    await begin(event());
    expect(deliveryRuns.started).toEqual([]);
  });

  it('does not let one receiver whose delivery does not start keep the others waiting', async () => {
    const runs = fakeDeliveryRuns((deliveryId) => {
      if (deliveryId === deliveryIdOf(detail.id, own)) throw new Error('ThrottlingException');
    });
    const { begin } = starting({}, [{ url: ofStage }], runs);
    await expect(begin(event())).rejects.toThrow('ThrottlingException');
    expect(runs.started).toEqual([nameOf(ofStage)]);
  });

  it('tells nobody of what nobody wants to be told', async () => {
    const { begin, deliveries } = starting();
    expect(await begin(event('Edit Submitted'))).toEqual({ started: 0 });
    expect(await starting({ webhookUrl: undefined }).begin(event())).toEqual({ started: 0 });
    expect(deliveries.records.size).toBe(0);
  });

  it.each<[string, Partial<EditRecord>]>([
    ['is being deleted', { deleteRequestedAt: 5 }],
    ['is deleted', { deleteRequestedAt: 5, deletedAt: 6 }],
    ['is not there', { editId: 'ed_bbbbbbbbbbbbbbbbbbbbbbbbbb' }],
  ])('tells nobody of an edit that %s', async (_what, edit) => {
    const { begin, deliveries } = starting(edit);
    expect(await begin(event())).toEqual({ started: 0 });
    expect(deliveries.records.size).toBe(0);
  });

  it('removes what it began of an edit whose deletion came in between', async () => {
    const { given, edits, deliveries } = starting();
    const begin = startDeliveries({
      ...given,
      deliveries: {
        ...deliveries,
        create: async (record) => {
          const existing = await deliveries.create(record);
          edits.records.set(id, { ...edits.at(id), deleteRequestedAt: 5 });
          return existing;
        },
      },
    });
    expect(await begin(event())).toEqual({ started: 0 });
    expect(deliveries.records.size).toBe(0);
  });

  it.each([
    undefined,
    {},
    event('Webhook Undeliverable' as NoticeType),
    { ...event(), detail: { ...detail, id: 'nt_1\r\nx: y' } },
    { ...event(), detail: { id: detail.id } },
  ])('fails for what is no notice: %j', async (input) => {
    await expect(starting().begin(input)).rejects.toThrow();
  });

  it('takes an event of a later version, with more in it', async () => {
    const { begin, deliveries } = starting();
    const later = { ...detail, version: '2', more: { of: 'it' } };
    await begin(event('Edit Completed', { detail: later }));
    expect(deliveries.at(deliveryIdOf(detail.id, own)).detail).toEqual(later);
  });
});
