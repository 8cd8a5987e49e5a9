import { answers, loopbackServer } from '../lambdas/adapters/loopback-server.ts';
import { anEdit, ended } from './edition.ts';
import { expect, test } from './fixtures.ts';

test('notices appear as they are told, and are copied with the rule that matches them', async ({
  page,
  edition,
}) => {
  await page.goto(`${edition.url}/notices`);
  await expect(page.getByText('Listening.')).toBeVisible();
  const edit = await anEdit(edition, { prompt: 'To be told of' });
  const notice = page
    .getByRole('list', { name: 'Notices, newest first' })
    .getByRole('listitem')
    .filter({ hasText: edit.edit_id })
    .filter({ hasText: 'Edit Completed' });
  await expect(notice).toHaveCount(1);
  await notice.getByText('JSON and rule').click();
  const copied = async (what: string): Promise<unknown> => {
    await notice.getByRole('button', { name: `Copy ${what}` }).click();
    return JSON.parse(await page.evaluate(async () => navigator.clipboard.readText()));
  };
  const told = { 'detail-type': 'Edit Completed', detail: { edit: { edit_id: edit.edit_id } } };
  await expect.poll(async () => copied('the event')).toMatchObject(told);
  await expect
    .poll(async () => copied("the rule's pattern"))
    .toMatchObject({ source: ['reshoot'], 'detail-type': ['Edit Completed'] });
  await notice.getByRole('link', { name: edit.edit_id }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'To be told of' })).toBeVisible();
});

test('a webhook that did not arrive is sent again', async ({ page, edition }) => {
  let works = false;
  const receiver = await loopbackServer((response, received) => {
    answers(works ? 204 : 500)(response, received);
  });
  try {
    const wish = { prompt: 'To be told by a webhook', webhook_url: `${receiver.origin}/hook` };
    const edit = await anEdit(edition, wish);
    await ended(edition, edit);
    await page.goto(`${edition.url}/edits/${edit.edit_id}`);
    const deliveries = page.getByRole('region', { name: 'Webhook deliveries' });
    await expect(deliveries).toContainText('answered 500');
    works = true;
    await deliveries.getByRole('button', { name: 'Try now' }).click();
    await expect(deliveries).toContainText('Delivered');
    await expect(deliveries).toContainText('answered 204');
    const before = receiver.journal.length;
    await deliveries.getByRole('button', { name: 'Send again' }).click();
    await expect.poll(() => receiver.journal.length).toBeGreaterThan(before);
    const ids = new Set(receiver.journal.map(({ headers }) => headers['webhook-id']));
    expect(ids.size).toBe(1);
  } finally {
    await receiver.close();
  }
});
