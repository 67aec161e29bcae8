/**
 * Pictures of everything the window shows, over the sample core: every page, dialog and view, in three languages, light
 * and dark, into .cache/screenshots (`npm run screenshots`, after a build). Each is to be looked at.
 *   --only REGEX     only stops with such a name, "en/light/summary"
 *   --chosen         instead those of docs/screenshots, where they belong
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import type { MediaKind } from '#contract/media-request.ts';
import { openSample } from './sample-window.ts';
import { tourPages, tourRun, tourViews } from './tour.ts';
import { WORDS, type Language } from './words.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, chosen: { type: 'boolean', default: false } },
});

/** Stop, language and theme of the pictures the documentation shows. */
const CHOSEN: readonly string[] = [
  ...['en/light/media-type', 'en/light/outputs', 'en/light/security', 'en/light/boot-image'],
  ...['en/light/prerequisites', 'en/light/summary', 'en/light/progress', 'en/light/completion'],
  ...['en/light/history', 'en/dark/outputs', 'de/light/security', 'de/dark/progress', 'nl/dark/outputs'],
];
const folder = fileURLToPath(
  new URL(values.chosen ? '../../../docs/screenshots' : '../../../.cache/screenshots', import.meta.url),
);
const THEMES = ['light', 'dark'] as const;

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const language of ['en', 'de', 'nl'] as const) {
    const wanted = THEMES.some((theme) => isWanted(`${language}/${theme}/`));
    if (!wanted) continue;
    await take(language, async (page, at) => {
      await openSample(page, { language });
      await tourPages('bootable', { page, words: WORDS[language], at });
      await tourRun({ page, words: WORDS[language], at }, 'running');
    });
    await take(language, async (page, at) => {
      await openSample(page, { language, job: 'done' });
      await tourPages('bootable', { page, words: WORDS[language], at: () => Promise.resolve() });
      await tourRun({ page, words: WORDS[language], at }, 'end');
      await tourViews({ page, words: WORDS[language], at });
    });
    if (values.chosen) continue;
    for (const kind of ['standalone', 'prestaged', 'capture'] as const) {
      await take(
        language,
        async (page, at) => {
          await openSample(page, { language, kind });
          await tourPages(kind, { page, words: WORDS[language], at });
        },
        kind,
      );
    }
  }
} finally {
  await browser.close();
}

/** Whether a picture may be wanted; with a name that ends in "/", any below it. */
function isWanted(name: string): boolean {
  if (values.chosen) {
    return CHOSEN.some((one) => (name.endsWith('/') ? one.startsWith(name) : one === name));
  }
  return name.endsWith('/') || new RegExp(values.only).test(name);
}

async function take(
  language: Language,
  tour: (page: Page, at: (stop: string) => Promise<void>) => Promise<void>,
  kind?: MediaKind,
): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
  });
  page.on('pageerror', (error) => {
    console.error('page error:', error.message);
  });
  await tour(page, async (stop) => {
    await page.evaluate(() => {
      if (document.querySelector('[aria-modal="true"]') !== null) return;
      for (const element of document.querySelectorAll('main *')) element.scrollTop = 0;
    });
    for (const theme of THEMES) {
      const stopOfKind = kind === undefined ? stop : `${kind}-${stop}`;
      if (!isWanted(`${language}/${theme}/${stopOfKind}`)) continue;
      await page.emulateMedia({ colorScheme: theme });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      const path = `${folder}/${stopOfKind}-${language}-${theme}.png`;
      await page.screenshot({ path, animations: 'disabled' });
      console.log(path);
    }
  });
  await page.close();
}
