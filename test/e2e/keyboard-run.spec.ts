/**
 * The whole way without a mouse, over the program itself: from the first page to a verified stick and ISO file, by keys
 * that are pressed where the focus is. What every stop looks like is judged in `sample/keyboard.spec.ts` with more of them.
 */
import { join } from 'node:path';
import { MIB } from '#base/units.ts';
import { CompletionPage } from './pages/completion.ts';
import { expect, test } from './support/host.ts';
import { expectGoodDisc, expectGoodDisk, expectIntact } from './support/judges.ts';
import { Keys } from './support/keys.ts';
import { loopDevice, whyNoLoops } from './support/loops.ts';
import { LAB, PASSWORD } from './support/media.ts';
import { WORDS } from './support/words.ts';

test.use({ drives: 'machine' });

const why = whyNoLoops();
const words = WORDS.en;

test('a stick and an ISO file by keyboard alone, from the first page to verified', async ({ stage }) => {
  test.skip(why !== undefined, why);
  const { page, folder } = stage;
  using stick = await loopDevice(join(folder, 'stick'), 192 * MIB);
  const iso = join(folder, 'contoso.iso');
  const keys = new Keys(page);
  const { keyboard } = page;

  await keys.isTitle(words.mediaType.title);
  await keys.tabTo('radio', /Bootable/);
  await keyboard.press('Space');
  await keys.next();
  await keys.isTitle(words.management.title);
  await keys.tabTo('radio', /Internet-based/);
  await keyboard.press('Space');
  await keys.next();

  await keys.isTitle(words.outputs.title);
  await keys.tabTo('checkbox', new RegExp(stick.device));
  await keyboard.press('Space');
  await keys.tabTo('textbox', words.outputs.iso);
  await keyboard.type(iso);
  await keys.next();

  await keys.isTitle(words.security.title);
  await keys.tabTo('textbox', words.security.password);
  await keyboard.type(PASSWORD);
  await keys.tabTo('textbox', words.security.passwordAgain);
  await keyboard.type(PASSWORD);
  await keys.next();
  await keys.isTitle(words.taskSequence.title);
  await keys.next();

  await keys.isTitle(words.bootImage.title);
  await keys.tabTo('searchbox');
  await keyboard.type(LAB.bootImage);
  await keys.tabTo('grid', words.bootImage.title);
  await keyboard.press('Space');
  await keys.tabTo('combobox', words.bootImage.gateway);
  await keyboard.press('Enter');
  await page.getByRole('option', { name: new RegExp(LAB.gateway) }).waitFor();
  await keyboard.press('Enter');
  await keys.next();

  await keys.isTitle(words.customization.title);
  await keys.next();
  await keys.isTitle(words.prerequisites.title);
  await keys.next();
  await keys.isTitle(words.summary.title);
  await keys.tabTo('button', words.summary.create);
  await keyboard.press('Enter');

  const done = new CompletionPage(page);
  await expect(done.entry('completion')).toHaveAttribute('aria-current', 'step', { timeout: 180_000 });
  await keys.isTitle(words.completion.title);
  await expect(done.allVerified(2)).toBeVisible();
  expectIntact(stick.device, stage.data);
  expectIntact(iso, stage.data);
  expectGoodDisk(stick.device, join(folder, 'volume'));
  expectGoodDisc(iso);
});
