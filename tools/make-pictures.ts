import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { startEdition, type Edition } from '../local/edition.ts';
import { findBrowser } from './install-browser.ts';
import { animate, convert, type Frame } from './pictures/encode.ts';

/**
 * Makes the pictures of the console for the README out of the real one: an edition of its own, the sample edit from Send
 * to its end, in Chromium. Writes `docs/console.webp`, `docs/console-dark.webp` and `docs/demo.webp`.
 */
const docs = join(import.meta.dirname, '..', 'docs');
const still = { width: 1_280, height: 960 };
const moving = { width: 1_040, height: 780 };
/** Milliseconds that frames are shown: of the form, of each step on the way, of the result, of the divider. */
const shown = { form: 1_600, step: 300, result: 900, divider: 70 };

const divider = (page: Page) => page.getByRole('slider', { name: /^Divider/u });

/** Runs in the page: shows the same moment in both videos. As text, for here nothing knows of a document. */
const toTheMiddle = `(async () => {
  scrollTo(0, 0);
  for (const video of document.querySelectorAll('video')) {
    const seen = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = 2;
    await seen;
  }
})()`;

const showMiddle = async (page: Page): Promise<void> => {
  await divider(page).waitFor();
  await page.evaluate(toTheMiddle);
};

/** Sends the sample, and takes a frame of each step on the way to the divider that has moved over the result. */
const film = async (browser: Browser, { url }: Edition, folder: string): Promise<string> => {
  const page = await browser.newPage({ viewport: moving, colorScheme: 'light', locale: 'en-GB' });
  const frames: Frame[] = [];
  const take = async (milliseconds: number): Promise<void> => {
    const path = join(folder, `frame-${String(frames.length).padStart(4, '0')}.png`);
    await page.screenshot({ path });
    frames.push({ path, milliseconds });
  };
  await page.goto(`${url}/`);
  await page.getByRole('link', { name: 'Try it with the sample clip' }).click();
  await page.getByText(/^Expected cost: \$/u).waitFor();
  await page.evaluate(toTheMiddle);
  await take(shown.form);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.waitForURL(/\/edits\/ed_/u);
  while (!(await divider(page).isVisible())) {
    await take(shown.step);
    await page.waitForTimeout(shown.step);
  }
  await showMiddle(page);
  await take(shown.result);
  for (const at of [...steps(50, 88), ...steps(88, 12), ...steps(12, 50)]) {
    await divider(page).fill(String(at));
    await take(shown.divider);
  }
  await take(shown.result);
  await animate(frames, { width: 800, path: join(docs, 'demo.webp') });
  const address = page.url();
  await page.close();
  return address;
};

const steps = (from: number, to: number): number[] => {
  const count = Math.round(Math.abs(to - from) / 4);
  return Array.from({ length: count }, (_, step) => Math.round(from + ((to - from) * (step + 1)) / count));
};

const picture = async (
  browser: Browser,
  address: string,
  colorScheme: 'light' | 'dark',
  path: string,
): Promise<void> => {
  const page = await browser.newPage({ viewport: still, colorScheme, locale: 'en-GB' });
  await page.goto(address);
  await showMiddle(page);
  const taken = await page.screenshot();
  await page.close();
  await convert(taken, path);
};

const executablePath = findBrowser(process.env);
if (executablePath === undefined) throw new Error('there is no Chromium: npm run browser installs one');
const folder = await mkdtemp(join(tmpdir(), 'reshoot-pictures-'));
const edition = await startEdition({
  port: 0,
  dataFolder: join(folder, 'data'),
  provider: (dataFolder) => ({ kind: 'stand-in', dataFolder, queueSeconds: 2, runSeconds: 4 }),
});
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const address = await film(browser, edition, folder);
  await picture(browser, address, 'light', join(docs, 'console.webp'));
  await picture(browser, address, 'dark', join(docs, 'console-dark.webp'));
} finally {
  await browser.close();
  await edition.close();
  await rm(folder, { recursive: true });
}
