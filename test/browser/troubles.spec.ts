import type { Route } from '@playwright/test';
import { journal } from '../end-to-end/calls.ts';
import { serveSamples } from '../end-to-end/sample-server.ts';
import { anEdit, ended } from './edition.ts';
import { expect, faulty, test } from './fixtures.ts';
import { clip, drop, shortClip } from './media.ts';

test('a clip that is too short is refused before anything is sent', async ({ page, edition }, testInfo) => {
  const tooShort = await shortClip(testInfo.outputPath('short.mp4'), 2);
  await page.goto(`${edition.url}/new`);
  await drop(page.locator('main'), page, tooShort);
  const card = page.getByRole('group', { name: 'Clip' });
  await expect(card).toContainText('must last 3 to 10.05 s');
  const prompt = 'Never sent, for its clip is too short';
  await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  await page.getByRole('button', { name: 'Send' }).click();
  const summary = page.getByRole('complementary', { name: 'Send' }).getByRole('status');
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('One thing to correct:');
  await summary.getByRole('button', { name: 'Clip' }).click();
  await expect(card.getByRole('button', { name: 'Replace' })).toBeFocused();
  const { edits } = await edition.client.edits.list();
  expect(edits.filter(({ request }) => request?.prompt === prompt)).toEqual([]);
});

test('an edit that has not begun is cancelled', async ({ page, own }) => {
  const edition = await own('--queue', '3600');
  const edit = await anEdit(edition, { prompt: 'To be cancelled' });
  await page.goto(`${edition.url}/edits/${edit.edit_id}`);
  await expect(page.getByText('Queued there')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel…' }).click();
  await page.getByRole('button', { name: 'Leave it as it is' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.getByRole('button', { name: 'Cancel…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the edit' }).click();
  await expect(page.locator('main').getByText('Cancelled at the provider.')).toBeVisible();
  expect((await ended(edition, edit)).status).toBe('cancelled');
});

test('an edit whose answer was lost is settled, and paid for once', async ({ page, edition }) => {
  const prompt = `An edit ${faulty.lost}`;
  const edit = await anEdit(edition, { prompt });
  await page.goto(`${edition.url}/edits/${edit.edit_id}`);
  await page.getByRole('button', { name: 'Settle…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settle this edit' });
  await dialog.getByRole('button', { name: 'Settle' }).click();
  await expect(dialog).toContainText('Choose one of the three ways.');
  await dialog.getByRole('radio', { name: 'Adopt the job' }).check();
  const jobs = (await journal(edition.standIn)).filter(({ input }) => input.prompt === prompt);
  expect(jobs).toHaveLength(1);
  await dialog.getByLabel('The job’s id').fill(jobs[0]?.request_id ?? '');
  await dialog.getByRole('button', { name: 'Adopt the job' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('main').getByText('The result is stored and checked.')).toBeVisible();
  const paid = (await journal(edition.standIn)).filter(({ input }) => input.prompt === prompt);
  expect(paid).toEqual(jobs);
});

test('a page comes back by itself after the edition was away', async ({ page, own }) => {
  // The provider fetches the clip at a moment of its own: it is not to lie where the edition is away.
  const samples = await serveSamples();
  const edition = await own('--queue', '1', '--run', '2');
  const edit = await anEdit(edition, {
    prompt: 'Over a restart',
    video_url: samples.urlOf('input-1-1.mp4'),
  });
  const list = await page.context().newPage();
  await list.goto(`${edition.url}/`);
  await page.goto(`${edition.url}/edits/${edit.edit_id}`);
  const shown = [page, list].map((each) => each.getByText('Connection lost, trying again.'));
  await expect(list.getByRole('link', { name: 'Over a restart' })).toBeVisible();
  await edition.kill();
  for (const lost of shown) await expect(lost).toBeVisible();
  await expect(list.getByRole('link', { name: 'Over a restart' })).toBeVisible();
  await edition.start();
  for (const lost of shown) await expect(lost).toBeHidden();
  await expect(page.locator('main').getByText('The result is stored and checked.')).toBeVisible();
  await expect(list.getByRole('listitem').filter({ hasText: 'Over a restart' })).toContainText('Completed');
  await samples.close();
});

test('a form is as it was after a reload', async ({ page, edition }) => {
  await page.goto(`${edition.url}/new`);
  await drop(page.locator('main'), page, clip);
  await expect(page.getByRole('group', { name: 'Clip' })).toContainText('Uploaded.');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('Half of a thought');
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('Half of a thought');
  await expect(page.getByRole('group', { name: 'Clip' })).toContainText('Uploaded.');
});

test('a reload while it is being sent leads to one edit, paid for once', async ({ page, edition }) => {
  const prompt = 'Sent, loaded again, and sent';
  await page.goto(`${edition.url}/new`);
  await drop(page.locator('main'), page, clip);
  await expect(page.getByRole('group', { name: 'Clip' })).toContainText('Uploaded.');
  await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  const arrived = Promise.withResolvers<undefined>();
  // It arrives, and its answer never does.
  const swallow = async (route: Route): Promise<void> => {
    await route.fetch();
    arrived.resolve(undefined);
  };
  await page.route('**/v1/edits', swallow, { times: 1 });
  await page.getByRole('button', { name: 'Send' }).click();
  await arrived.promise;
  await page.reload();
  await expect(page.getByText('What came of your last try to send is not known')).toBeVisible();
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page).toHaveURL(/\/edits\/ed_[a-z2-7]{26}$/u);
  await expect(page.locator('main').getByText('The result is stored and checked.')).toBeVisible();
  const { edits } = await edition.client.edits.list({ limit: 100 });
  expect(edits.filter(({ request }) => request?.prompt === prompt)).toHaveLength(1);
  expect((await journal(edition.standIn)).filter(({ input }) => input.prompt === prompt)).toHaveLength(1);
});

test('what was deleted is gone from its page', async ({ page, edition }) => {
  const edit = await anEdit(edition, { prompt: 'To be deleted' });
  await ended(edition, edit);
  await page.goto(`${edition.url}/edits/${edit.edit_id}`);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Deleted edit ${edit.edit_id}` })).toBeVisible();
  await expect(page.locator('main').getByText('what it held is gone')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete…' })).toBeHidden();
  await expect(page.locator('video')).toHaveCount(0);
});

test('an edit that never was has a page that says so', async ({ page, edition }) => {
  await page.goto(`${edition.url}/edits/ed_aaaaaaaaaaaaaaaaaaaaaaaaaa`);
  await expect(page.getByRole('heading', { level: 1, name: 'No such edit' })).toBeVisible();
  await page.getByRole('link', { name: 'See the edits' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Edits' })).toBeVisible();
});
