import type { Locator, Page } from '@playwright/test';

const mostPresses = 80;

/** Goes on by a key until `target` has the focus. @throws where the keyboard does not get there */
export const tabTo = async (page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
  await target.waitFor();
  for (let presses = 0; presses < mostPresses; presses += 1) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the keyboard does not get to ${String(target)}`);
};
