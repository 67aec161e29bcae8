/**
 * The window from end to end, in Debian's Chromium: the same specs over the web host and over the preload bundle with
 * Electron's binding (`shim`), and over Electron itself where its binary is. The sandbox is off here only, since the
 * tests run as root; nothing of the product asks for that.
 */
import { defineConfig } from '@playwright/test';
import type { HostOptions } from './test/e2e/support/host.ts';

export default defineConfig<object, HostOptions>({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: '.cache/e2e',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 860 },
    locale: 'en-US',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  projects: [
    { name: 'web', use: { hostKind: 'web' } },
    { name: 'shim', use: { hostKind: 'shim' } },
    { name: 'electron', use: { hostKind: 'electron' } },
  ],
});
