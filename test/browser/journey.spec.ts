import { stat } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';
import { tabTo } from './keyboard.ts';
import { clip, drop, pictures, timeOf } from './media.ts';

test('the browser plays H.264, which every clip is made of', async ({ page, edition }) => {
  await page.goto(`${edition.url}/`);
  const plays = await page.evaluate(() =>
    document.createElement('video').canPlayType('video/mp4; codecs="avc1.64001f"'),
  );
  expect(plays).toBe('probably');
});

test('an edit, by mouse, from files that are dropped to the video', async ({ page, edition }) => {
  await page.goto(`${edition.url}/`);
  await page.getByRole('link', { name: 'New edit' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'New edit' })).toBeVisible();
  await drop(page.locator('main'), page, clip, pictures[0]);
  await expect(page.getByRole('group', { name: 'Clip' })).toContainText('1280');
  await expect(page.getByText('@Image1')).toBeVisible();
  const prompt = 'By mouse: make it a cold blue night in the colours of @Image1';
  await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  await page.getByRole('button', { name: 'Send' }).click();

  await expect(page).toHaveURL(/\/edits\/ed_[a-z2-7]{26}$/u);
  await page.getByRole('link', { name: 'Edits', exact: true }).click();
  const row = page.getByRole('listitem').filter({ hasText: prompt });
  await expect(row).toContainText('Completed');
  await row.getByRole('link').click();

  const [before, after] = [
    page.getByLabel('Before', { exact: true }),
    page.getByLabel('After', { exact: true }),
  ];
  await page.getByRole('button', { name: 'Play' }).click();
  await expect.poll(async () => timeOf(after)).toBeGreaterThan(0.5);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect.poll(async () => Math.abs((await timeOf(before)) - (await timeOf(after)))).toBeLessThan(0.1);

  const divider = page.getByRole('slider', { name: 'Divider between before and after' });
  const box = await divider.boundingBox();
  if (box === null) throw new Error('the divider has no place');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => Number(await divider.inputValue())).toBeLessThan(35);

  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^ed_[a-z2-7]{26}-output\.mp4$/u);
  const [edit] = (await edition.client.edits.list()).edits.filter(
    ({ request }) => request?.prompt === prompt,
  );
  expect((await stat(await download.path())).size).toBe(edit?.outputs[0]?.size_bytes);
});

test('an edit, by the keyboard alone', async ({ page, edition }) => {
  await page.goto(`${edition.url}/`);
  const { keyboard } = page;
  await tabTo(page, page.getByRole('link', { name: 'New edit' }).first());
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'New edit' })).toBeFocused();

  const choose = async (name: string, file: string) => {
    await tabTo(page, page.getByRole('button', { name }));
    const choosing = page.waitForEvent('filechooser');
    await keyboard.press('Enter');
    await (await choosing).setFiles(file);
  };
  await choose('Choose a clip', clip);
  await expect(page.getByRole('group', { name: 'Clip' })).toContainText('Uploaded.');
  await choose('Add images', pictures[1]);
  await expect(page.getByRole('group', { name: 'Image 1' })).toContainText('Uploaded.');

  await tabTo(page, page.getByRole('textbox', { name: 'Prompt' }), 'Shift+Tab');
  await keyboard.type('By keys: painted like @');
  await expect(page.getByRole('option', { name: '@Image1' })).toBeVisible();
  await keyboard.press('Enter');
  const prompt = 'By keys: painted like @Image1';
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue(new RegExp(`^${prompt} ?$`, 'u'));
  await tabTo(page, page.getByRole('button', { name: 'Send' }));
  await keyboard.press('Enter');

  await expect(page.getByRole('heading', { level: 1, name: prompt })).toBeFocused();
  await expect(page.locator('main').getByText('The result is stored and checked.')).toBeVisible();
  await tabTo(page, page.getByRole('slider', { name: 'Divider between before and after' }));
  await keyboard.press('ArrowLeft');
  await expect(page.getByRole('slider', { name: 'Divider between before and after' })).toHaveValue('49');
  await tabTo(page, page.getByRole('button', { name: 'Play' }));
  await keyboard.press('Space');
  const after = page.getByLabel('After', { exact: true });
  await expect.poll(async () => timeOf(after)).toBeGreaterThan(0.3);
  await keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'Download' }));
  const downloading = page.waitForEvent('download');
  await keyboard.press('Enter');
  expect((await stat(await (await downloading).path())).size).toBeGreaterThan(10_000);
});
