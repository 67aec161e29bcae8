/** What the desktop's application menu asks the window for: views, help, requests, and a new medium without losing work. */
import { expect, test, type Page } from '@playwright/test';
import type { MenuCommand } from '#contract/app.ts';
import { escapeFrom } from '../support/escape.ts';
import { openSample } from '../support/sample-window.ts';
import { WORDS } from '../support/words.ts';

const words = WORDS.en;

async function choose(page: Page, command: MenuCommand): Promise<void> {
  await page.evaluate((chosen) => {
    // Sound: the sample core puts it there.
    (window as unknown as { sampleMenu: (command: string) => void }).sampleMenu(chosen);
  }, command);
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

test('the menu shows every view, and the help', async ({ page }) => {
  await openSample(page, { theme: 'light', isNew: true });
  const views: readonly (readonly [MenuCommand, string])[] = [
    ['inspect', words.inspect.title],
    ['verify', words.verify.title],
    ['update', words.update.title],
    ['write-image', words.writeImage.title],
    ['history', words.history.title],
    ['sites', words.sites.title],
    ['settings', words.settings.title],
  ];
  for (const [command, title] of views) {
    await choose(page, command);
    await expect(heading(page, title)).toBeVisible();
  }
  await choose(page, 'help');
  await expect(page.getByRole('dialog')).toContainText(words.mediaType.help.page.text);
});

test('a new medium replaces an empty draft at once, and asks before it replaces work', async ({ page }) => {
  await openSample(page, { theme: 'light', isNew: true });
  await choose(page, 'settings');
  await choose(page, 'new-media');
  await expect(heading(page, words.mediaType.title)).toBeVisible();
  await expect(page.getByRole('alertdialog')).toBeHidden();

  // The draft of the samples: a label, an ISO file and more.
  await openSample(page, { theme: 'light' });
  await page.getByRole('button', { name: words.common.next, exact: true }).click();
  await page.getByRole('button', { name: words.common.next, exact: true }).click();
  const iso = page.locator('[data-field~="isoPath"] input');
  await expect(iso).not.toHaveValue('');
  const asked = page.getByRole('alertdialog', { name: words.common.replaceTitle });
  await choose(page, 'new-media');
  await asked.getByRole('button', { name: words.common.cancel, exact: true }).click();
  await expect(iso).not.toHaveValue('');
  await choose(page, 'new-media');
  await asked.getByRole('button', { name: words.common.replaceYes, exact: true }).click();
  await expect(heading(page, words.mediaType.title)).toBeVisible();
  await page.getByRole('button', { name: words.common.next, exact: true }).click();
  await page.getByRole('button', { name: words.common.next, exact: true }).click();
  await expect(iso).toHaveValue('');
});

test('opening and saving a request show their dialogs, or where something is missing', async ({ page }) => {
  await openSample(page, { theme: 'light' });
  await choose(page, 'open-request');
  await escapeFrom(page.getByRole('dialog', { name: words.summary.openTitle }));
  await expect(page.getByRole('dialog')).toBeHidden();
  await choose(page, 'save-request');
  await escapeFrom(page.getByRole('dialog', { name: words.summary.saveTitle }));

  await openSample(page, { theme: 'light', isNew: true });
  await choose(page, 'save-request');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(heading(page, words.outputs.title)).toBeVisible();
  await expect(page.getByRole('main')).toContainText(words.problems['no-output']);
});
