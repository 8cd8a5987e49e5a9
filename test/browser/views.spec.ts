import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ProblemError } from '../../client/client.ts';
import { anEdit, ended, type Edition } from './edition.ts';
import { expect, faulty, test as base } from './fixtures.ts';
import { clip, drop, pictures } from './media.ts';

/** Edits of every kind, which are there before a view is looked at. */
interface Gallery {
  readonly completed: string;
  readonly failed: string;
  readonly uncertain: string;
  readonly queued: string;
  readonly deleted: string;
}

const rejectedEdit = async (edition: Edition): Promise<string> => {
  try {
    return (await anEdit(edition, { prompt: `An edit ${faulty.rejected}` })).edit_id;
  } catch (error) {
    if (error instanceof ProblemError && error.editId !== undefined) return error.editId;
    throw error;
  }
};

const test = base.extend<object, { readonly gallery: Gallery }>({
  gallery: [
    async ({ edition }, use) => {
      const [failed, completed, uncertain, queued, gone] = await Promise.all([
        rejectedEdit(edition),
        anEdit(edition, { prompt: 'Make it a cold blue night, painted with a broad brush' }),
        anEdit(edition, { prompt: `An edit ${faulty.lost}` }),
        anEdit(edition, { prompt: `An edit ${faulty.queued}` }),
        anEdit(edition, { prompt: 'Soon to be deleted' }),
      ]);
      await Promise.all([ended(edition, completed), ended(edition, gone)]);
      await edition.client.edits.delete(gone.edit_id);
      await use({
        failed,
        completed: completed.edit_id,
        uncertain: uncertain.edit_id,
        queued: queued.edit_id,
        deleted: gone.edit_id,
      });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

interface View {
  readonly name: string;
  readonly path: (gallery: Gallery) => string;
  /** Brings the page to where it is to be looked at. */
  readonly open: (page: Page) => Promise<void>;
}

const says = (text: string) => async (page: Page) => {
  await expect(page.locator('main').getByText(text).first()).toBeVisible();
};

const views: readonly View[] = [
  { name: 'edits', path: () => '/', open: says('Make it a cold blue night') },
  { name: 'none-found', path: () => '/?text=nothing-is-like-this', open: says('None is like this') },
  { name: 'new-edit', path: () => '/new', open: says('Choose a clip') },
  {
    name: 'new-edit-filled',
    path: () => '/new',
    open: async (page) => {
      await drop(page.locator('main'), page, clip, ...pictures);
      await page.getByRole('textbox', { name: 'Prompt' }).fill('Like @Image1, with @Image7 in it');
      await expect(page.getByRole('group', { name: 'Image 2' })).toContainText('Uploaded.');
      await page.getByRole('button', { name: 'Send' }).click();
      await expect(page.getByText('One thing to correct:')).toBeVisible();
    },
  },
  {
    name: 'completed',
    path: ({ completed }) => `/edits/${completed}`,
    open: async (page) => {
      await expect(page.getByRole('link', { name: 'Download' })).toBeVisible();
    },
  },
  {
    name: 'delete-dialog',
    path: ({ completed }) => `/edits/${completed}`,
    open: async (page) => {
      await page.getByRole('button', { name: 'Delete…' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'failed', path: ({ failed }) => `/edits/${failed}`, open: says('rejected') },
  { name: 'queued', path: ({ queued }) => `/edits/${queued}`, open: says('The provider has it') },
  {
    name: 'settle-dialog',
    path: ({ uncertain }) => `/edits/${uncertain}`,
    open: async (page) => {
      await page.getByRole('button', { name: 'Settle…' }).click();
      await page.getByRole('radio', { name: 'Send it again' }).check();
      await expect(page.getByRole('checkbox')).toBeVisible();
    },
  },
  { name: 'deleted', path: ({ deleted }) => `/edits/${deleted}`, open: says('what it held is gone') },
  {
    name: 'no-such-edit',
    path: () => '/edits/ed_aaaaaaaaaaaaaaaaaaaaaaaaaa',
    open: says('no edit with this id'),
  },
  {
    name: 'notices',
    path: () => '/notices',
    open: async (page) => {
      await page.getByText('JSON and rule').first().click();
      await expect(page.getByRole('button', { name: 'Copy the event' }).first()).toBeVisible();
    },
  },
];

const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;

for (const { name, path, open } of views) {
  for (const colorScheme of ['dark', 'light'] as const) {
    test(`${name}, ${colorScheme}: can be used by everybody, on a phone, too`, async ({
      page,
      edition,
      gallery,
    }, testInfo) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(`${edition.url}${path(gallery)}`);
      await open(page);
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(grave.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
        const tooWide = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect(tooWide).toBeLessThanOrEqual(0);
        const file = `${name}-${colorScheme}-${size}.png`;
        await page.screenshot({ path: join(testInfo.project.outputDir, 'views', file), fullPage: true });
      }
    });
  }
}
