/**
 * A picture of the window with sample data, without building anything:
 *   npx tsx test/e2e/support/look-helper.ts --out FILE.png [--page security | --view history] [--lang de] [--theme dark]
 *     [--size 1024x700] [--sample offline] [--job done] [--draft JSON] [--do FILE.ts] [--full]
 * `--do FILE` runs `export async function run(page)` of a module before the picture, with Playwright's page.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { createServer } from 'vite';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'look.png' },
    page: { type: 'string' },
    view: { type: 'string' },
    lang: { type: 'string', default: 'en' },
    theme: { type: 'string', default: 'light' },
    size: { type: 'string', default: '1280x800' },
    sample: { type: 'string', default: 'normal' },
    job: { type: 'string', default: 'running' },
    draft: { type: 'string' },
    do: { type: 'string' },
    full: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

if (values.help) {
  console.log('see the comment at the head of test/e2e/support/look-helper.ts');
  process.exit(0);
}

const [width = 1280, height = 800] = values.size.split('x').map(Number);
const sample = await build({
  entryPoints: [file('./sample-core.ts')],
  bundle: true,
  write: false,
  format: 'iife',
});
const server = await createServer({
  configFile: file('../../../renderer/vite.config.ts'),
  cacheDir: file('../../../.cache/vite-look'),
  logLevel: 'error',
  server: { port: 0, host: '127.0.0.1', hmr: false },
});
await server.listen();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width, height } });
  page.on('pageerror', (error) => {
    console.error('page error:', error.message);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      console.error(message.type(), message.text());
  });
  await page.addInitScript({ content: sample.outputFiles[0]?.text ?? '' });
  const settings = JSON.stringify({ language: values.lang, theme: values.theme });
  const query = new URLSearchParams({ sample: values.sample, job: values.job, settings });
  if (values.draft !== undefined) query.set('draft', values.draft);
  // The first time, Vite bundles the libraries.
  page.setDefaultTimeout(180_000);
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}?${query.toString()}`, { timeout: 180_000 });
  await page.waitForSelector('main h1');
  const { page: wizardPage, view } = values;
  // `window.stores` exists in development only (renderer/main.tsx).
  if (wizardPage !== undefined)
    await page.evaluate(`stores.wizard.setState({ page: ${JSON.stringify(wizardPage)} })`);
  if (view !== undefined) await page.evaluate(`stores.app.getState().show(${JSON.stringify(view)})`);
  await page.waitForTimeout(400);
  if (values.do !== undefined) {
    const { run } = (await import(pathToFileURL(resolve(values.do)).href)) as {
      run: (page: Page) => Promise<void>;
    };
    await run(page);
    await page.waitForTimeout(400);
  }
  await page.screenshot({ path: values.out, fullPage: values.full });
  console.log(values.out);
} finally {
  await browser.close();
  await server.close();
}
