/**
 * The whole way from the kind of media to Create without a mouse: only keys, as somebody presses them who sees nothing but
 * where the focus is. Every stop must show a focus.
 */
import { expect, test } from '@playwright/test';
import { escapeFrom } from '../support/escape.ts';
import { Keys } from '../support/keys.ts';
import { openSample } from '../support/sample-window.ts';
import { WORDS } from '../support/words.ts';

test.describe.configure({ timeout: 120_000 });

const words = WORDS.en;
const PASSWORD = 'q7#Fm2&vTz9!kWd';

test('makes internet-based media by keyboard alone', async ({ page }) => {
  await openSample(page, { theme: 'light', isNew: true });
  page.setDefaultTimeout(10_000);
  const keys = new Keys(page);
  await keys.isTitle(words.mediaType.title);

  await keys.tabTo('radio', /Bootable/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await keys.next();
  await keys.isTitle(words.management.title);
  await keys.tabTo('radio', /Internet-based/);
  await keys.next();

  await keys.isTitle(words.outputs.title);
  await keys.tabTo('checkbox', /\/dev\/sdb/);
  await page.keyboard.press('Space');
  // An unusual drive asks; Escape leaves it, and the focus is where it was.
  await keys.tabTo('checkbox', /\/dev\/sdf/);
  await page.keyboard.press('Space');
  await escapeFrom(page.getByRole('alertdialog'));
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await keys.isAt('checkbox', /\/dev\/sdf/);
  await page.keyboard.press('Space');
  await keys.isAt('textbox', /\/dev\/sdf/);
  await page.keyboard.type('/dev/sdf');
  await page.keyboard.press('Enter');
  await keys.isAt('checkbox', /\/dev\/sdf/);
  await keys.tabTo('textbox', words.outputs.iso);
  await page.keyboard.type('/home/anna/contoso.iso');

  // The folder dialog takes the focus and gives it back.
  await keys.tabTo('button', `${words.common.browse} ${words.outputs.iso}`);
  await page.keyboard.press('Enter');
  await escapeFrom(page.getByRole('dialog'));
  await keys.isAt('button', `${words.common.browse} ${words.outputs.iso}`);

  // F1 is the help of the field one is in; Escape closes it and gives the focus back.
  await keys.tabTo('textbox', words.outputs.label);
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog')).toContainText(words.outputs.help.label.text);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await keys.isAt('textbox', words.outputs.label);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Contoso Reset');
  await keys.next();

  await keys.isTitle(words.security.title);
  // Without a password the way is barred, and the focus goes to what is missing.
  await keys.next();
  await keys.isAt('textbox', words.security.password);
  await page.keyboard.type(PASSWORD);
  await keys.tabTo('textbox', words.security.passwordAgain);
  await page.keyboard.type(PASSWORD);
  await keys.next();

  await keys.isTitle(words.taskSequence.title);
  await keys.tabTo('grid', words.taskSequence.title);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await keys.next();

  await keys.isTitle(words.bootImage.title);
  await keys.tabTo('grid', words.bootImage.title);
  await page.keyboard.press('Space');
  await keys.tabTo('combobox', words.bootImage.gateway);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await keys.next();

  await keys.isTitle(words.customization.title);
  await keys.next();
  await keys.isTitle(words.prerequisites.title);
  await keys.next();

  await keys.isTitle(words.summary.title);
  await keys.tabTo('button', words.summary.commandLine);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('npx media-builder create bootable');
  await escapeFrom(page.getByRole('dialog'));
  await keys.isAt('button', words.summary.commandLine);
  await keys.tabTo('button', words.summary.create);
  await page.keyboard.press('Enter');

  await keys.isTitle(words.progress.title);
  await keys.tabTo('button', words.progress.cancelRun);
  await page.keyboard.press('Enter');
  await escapeFrom(page.getByRole('alertdialog'));
  await keys.isAt('button', words.progress.cancelRun);
});
