import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findBrowser } from '../../tools/install-browser.ts';

const executablePath = findBrowser(process.env);
if (executablePath === undefined) throw new Error('there is no Chromium: npm run browser installs one');

export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: join(import.meta.dirname, '..', '..', 'test-results'),
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // Starting an edition, and an edit, take some seconds each: more on a machine that has others to do.
  timeout: 180_000,
  expect: { timeout: 90_000 },
  reporter: 'list',
  use: {
    trace: 'retain-on-failure',
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: {
      executablePath,
      args: ['--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
    },
  },
});
