/**
 * Nothing of axe's rules is violated anywhere: every page of every kind of media, the dialogs, every view, in three
 * languages, light and dark; in high contrast, where only colours differ, in one language.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

import type { PageId } from '../../../renderer/state/pages.ts';
import { openSample } from '../support/sample-window.ts';
import { tourPages, tourRun, tourViews } from '../support/tour.ts';
import { WORDS, type Language } from '../support/words.ts';

test.describe.configure({ timeout: 240_000 });

const KINDS = ['bootable', 'standalone', 'prestaged', 'capture'] as const;
const LOOKS = ['light', 'dark', 'high-contrast'] as const;
const OF_OTHER_KINDS: ReadonlySet<string> = new Set<PageId>([
  ...(['media-type', 'outputs', 'properties', 'security', 'images', 'applications', 'packages'] as const),
  ...(['driver-packages', 'distribution-points', 'summary'] as const),
]);
type Look = (typeof LOOKS)[number];

for (const language of ['en', 'de', 'nl'] as const) {
  const looks = language === 'en' ? LOOKS : LOOKS.slice(0, 2);
  for (const kind of KINDS) {
    test(`accepts every page of ${kind} media in ${language}`, async ({ page }) => {
      const { found, at: look } = judge(page, looks);
      // Dialogs, and pages that are the same for all kinds, are looked at once.
      const at = (stop: string): Promise<void> =>
        kind === 'bootable' || OF_OTHER_KINDS.has(stop) ? look(stop) : Promise.resolve();
      await openSample(page, { language, kind });
      await tourPages(kind, { page, words: WORDS[language], at });
      if (kind === 'bootable') await tourRun({ page, words: WORDS[language], at }, 'running');
      expect(found).toEqual([]);
    });
  }

  test(`accepts the end of a run and every view in ${language}`, async ({ page }) => {
    const { found, at } = judge(page, looks);
    await toEnd(page, language);
    await tourRun({ page, words: WORDS[language], at }, 'end');
    await tourViews({ page, words: WORDS[language], at });
    expect(found).toEqual([]);
  });
}

for (const sample of ['empty', 'offline', 'error', 'loading']) {
  test(`accepts the pages of a site whose lists are ${sample}`, async ({ page }) => {
    const { found, at } = judge(page, LOOKS);
    await openSample(page, { sample });
    await at('media-type');
    await page.getByRole('button', { name: WORDS.en.common.next, exact: true }).click();
    await at('management');
    await page.getByRole('button', { name: WORDS.en.common.next, exact: true }).click();
    await at('outputs');
    await tourViews({ page, words: WORDS.en, at });
    expect(found).toEqual([]);
  });
}

async function toEnd(page: Page, language: Language): Promise<void> {
  await openSample(page, { language, job: 'done' });
  await tourPages('bootable', { page, words: WORDS[language], at: () => Promise.resolve() });
}

interface Judge {
  /** What is wrong, each with its stop, look, rule and element. */
  readonly found: string[];
  readonly at: (stop: string) => Promise<void>;
}

function judge(page: Page, looks: readonly Look[]): Judge {
  const found: string[] = [];
  return {
    found,
    async at(stop) {
      for (const look of looks) {
        await wear(page, look);
        // Tabster's sentinels hand the focus on at once, so nobody is ever on one. Without frames, the legacy mode finds
        // the same, and needs no second page for each look.
        const axe = new AxeBuilder({ page }).exclude('[data-tabster-dummy]').setLegacyMode(true);
        // Rules that know of no colours say the same in every look.
        const { violations } = await (look === 'light' ? axe : axe.withRules(['color-contrast'])).analyze();
        for (const { id, nodes } of violations) {
          for (const { html, any } of nodes) {
            found.push(`${stop} (${look}): ${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`);
          }
        }
      }
      await wear(page, 'light');
    },
  };
}

/** The window follows the system a moment later, and transitions of colours would be judged half-way: waits for both. */
async function wear(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({
    colorScheme: look === 'light' ? 'light' : 'dark',
    forcedColors: look === 'high-contrast' ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
  await page.waitForFunction(
    (wanted) =>
      document.documentElement.dataset['look'] === wanted &&
      document
        .getAnimations()
        .every(
          ({ playState, effect }) =>
            playState !== 'running' || effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
        ),
    look,
  );
}
