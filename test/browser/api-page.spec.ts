import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';

/** Opens every form of the page. */
const openAll = '[...document.querySelectorAll("details")].forEach((each) => (each.open = true))';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the API's page has nothing that axe finds, in ${colorScheme} colours`, async ({ page, edition }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${edition.url}/docs`);
    await page.evaluate(openAll);
    await page.getByRole('button', { name: 'Send' }).first().click();
    await expect(page.getByRole('status', { name: 'Answer' }).first()).toContainText('200 OK');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
}

test("the API's page fits a phone", async ({ page, edition }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${edition.url}/docs`);
  await page.evaluate(openAll);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});

test("an edit is sent from the API's page by keyboard, and once however often it is pressed", async ({
  page,
  edition,
}) => {
  await page.goto(`${edition.url}/docs#submitEdit`);
  const section = page.getByRole('region', { name: 'Submit an edit' });
  await section.getByText('Try it').press('Enter');
  const body = section.getByLabel('Body');
  await body.fill((await body.inputValue()).replace('cold blue night', 'night, from the page of the API'));
  const send = section.getByRole('button', { name: 'Send' });
  const answer = section.getByRole('status', { name: 'Answer' });
  await send.press('Enter');
  await expect(answer).toContainText('202 Accepted');
  const editId = /ed_[a-z2-7]{26}/u.exec((await answer.textContent()) ?? '')?.[0] ?? 'none';
  await send.press('Enter');
  await expect(answer).toContainText('200 OK');
  await expect(answer).toContainText(editId);
  const { edits } = await edition.client.edits.list();
  expect(edits.filter(({ request }) => request?.prompt.includes('from the page of the API'))).toHaveLength(1);
});
