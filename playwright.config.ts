/**
 * The window from end to end, in Debian's Chromium: the same specs over the web host and over the preload bundle with
 * Electron's binding (`shim`), and over Electron itself where its binary is. The sandbox is off here only, since the
 * tests run as root; nothing of the product asks for that.
 */
import { defineConfig } from '@playwright/test';
import type { HostOptions } from './test/e2e/support/host.ts';

/** How the window looks and reads does not depend on the host: over a core of samples, once. */
const SAMPLE = '**/sample/*.spec.ts';

export default defineConfig<object, HostOptions>({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: '.cache/e2e',
  // For a machine on which much else runs; on a quiet one no test takes a tenth of it.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 860 },
    locale: 'en-US',
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  projects: [
    { name: 'web', testIgnore: SAMPLE, use: { hostKind: 'web' } },
    { name: 'shim', testIgnore: SAMPLE, use: { hostKind: 'shim' } },
    // What needs drives in memory cannot run there: they exist only in the process of the tests.
    { name: 'electron', testMatch: ['hosts.spec.ts', 'full-run.spec.ts'], use: { hostKind: 'electron' } },
    { name: 'sample', testMatch: SAMPLE, use: { trace: 'off' } },
  ],
});
