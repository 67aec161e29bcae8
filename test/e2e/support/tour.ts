/**
 * A way past everything the window can show: every page of a kind of media, its dialogs, every view. At each stop the
 * caller looks in its own way (accessibility, languages, pictures). Stops have stable names: page ids, view ids, and
 * "page-dialog".
 */
import { expect, type Page } from '@playwright/test';
import type { MediaKind } from '#contract/media-request.ts';
import { VIEWS } from '../../../renderer/state/app-store.ts';
import { pagesOf, type PageId } from '../../../renderer/state/pages.ts';
import { OutputsPage } from '../pages/outputs.ts';
import { ProgressPage } from '../pages/progress.ts';
import { SecurityPage } from '../pages/security.ts';
import { SummaryPage } from '../pages/summary.ts';
import { Wizard } from '../pages/wizard.ts';
import type { Words } from './words.ts';

export interface TourOptions {
  readonly page: Page;
  readonly words: Words;
  readonly at: (stop: string) => Promise<void>;
}

/** Strong in the sample core's eyes. */
const PASSWORD = 'q7#Fm2&vTz9!kWd';

/** All pages of a kind as far as Summary, on the way their dialogs; expects the window on its first page. */
export async function tourPages(kind: MediaKind, options: TourOptions): Promise<void> {
  const { page, words, at } = options;
  const wizard = new Wizard(page, words);
  for (const id of pagesOf(kind)) {
    if (id === 'progress' || id === 'completion') break;
    await expect(page.locator('#page-title')).toBeVisible();
    await DURING[id]?.(options);
    await at(id);
    if (id === 'summary') break;
    await wizard.next();
    await page.waitForFunction(
      (name) => document.querySelector('[aria-current="step"]')?.getAttribute('aria-label')?.startsWith(name),
      `${words.names.pages[pagesOf(kind)[pagesOf(kind).indexOf(id) + 1] ?? 'summary']},`,
    );
  }
}

/** From Summary on: the run in progress with its question before cancelling, or its end. */
export async function tourRun({ page, words, at }: TourOptions, end: 'running' | 'end'): Promise<void> {
  await new SummaryPage(page, words).create.click();
  const progress = new ProgressPage(page, words);
  if (end === 'end') {
    await page.getByRole('heading', { level: 1, name: words.completion.title, exact: true }).waitFor();
    await at('completion');
    return;
  }
  await progress.cancelAll.waitFor();
  await at('progress');
  await progress.cancelAll.click();
  await inDialog(page, () => at('progress-cancel'));
}

/** Every view beside the wizard. */
export async function tourViews({ page, words, at }: TourOptions): Promise<void> {
  for (const view of VIEWS) {
    if (view === 'wizard') continue;
    await page
      .getByRole('navigation', { name: words.common.tools })
      .getByRole('button', { name: words.names.views[view] })
      .click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await at(view);
  }
}

/** What is done on a page before it is looked at. */
const DURING: Partial<Readonly<Record<PageId, (options: TourOptions) => Promise<void>>>> = {
  async outputs({ page, words, at }) {
    const { drives } = new OutputsPage(page, words);
    const boxes = page.locator('[data-drive] input:enabled');
    if ((await boxes.count()) === 0) return;
    await drives.choose('/dev/sdb', '/dev/sdc');
    await drives.box('/dev/sdf').click();
    await inDialog(page, () => at('outputs-confirm'));
    await page
      .getByRole('button', { name: `${words.common.browse} ${words.outputs.iso}` })
      .first()
      .click();
    await inDialog(page, () => at('outputs-folder'));
    await page.locator('[data-field~="label"] input').focus();
    await page.keyboard.press('F1');
    await inDialog(page, () => at('outputs-help'));
  },
  async security({ page, words, at }) {
    const security = new SecurityPage(page, words);
    await page.getByRole('button', { name: words.security.without }).click();
    await inDialog(page, () => at('security-without'));
    await security.setPassword(PASSWORD);
  },
  async prerequisites({ page }) {
    await expect(page.locator('main').getByText('C02').first()).toBeVisible();
  },
  async summary({ page, words, at }) {
    const buttons = [
      ['summary-command-line', words.summary.commandLine],
      ['summary-save', words.summary.saveRequest],
      ['summary-open', words.summary.openRequest],
    ] as const;
    for (const [stop, name] of buttons) {
      const button = page.getByRole('button', { name, exact: true });
      if (!(await button.isEnabled())) continue;
      await button.click();
      await inDialog(page, () => at(stop));
    }
  },
};

/** Looks at the dialog that opens, and closes it with Escape. */
async function inDialog(page: Page, look: () => Promise<void>): Promise<void> {
  const dialog = page.locator('[role="dialog"], [role="alertdialog"]').first();
  await dialog.waitFor();
  await look();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}
