/** What can be done with a medium that was made: found in the history, inspected, verified, written to a stick, updated. */
import { join } from 'node:path';
import { CompletionPage } from './pages/completion.ts';
import { MediaView } from './pages/media-views.ts';
import { MediaTypePage } from './pages/media-type.ts';
import { OutputsPage } from './pages/outputs.ts';
import { SettingsView } from './pages/settings.ts';
import { expect, test } from './support/host.ts';
import { PASSWORD, READY } from './support/media.ts';
import { plugStick } from './support/memory-drives.ts';
import { startRun } from './support/run.ts';
import { pattern, WORDS } from './support/words.ts';

const [STICK, SECOND] = ['/dev/sdb', '/dev/sdc'];

test.describe('a medium that was made', () => {
  test.use({ draft: READY });

  test('is in the history, is inspected, verified, written to another stick and updated', async ({
    stage,
  }) => {
    const { page, machine } = stage;
    const iso = join(stage.folder, 'media.iso');
    plugStick(machine, STICK);
    await startRun(page, { drives: [STICK], iso });
    const done = new CompletionPage(page);
    await done.isOn('completion');
    await done.hasOutcome(STICK, 'verified');
    await done.hasOutcome(iso, 'verified');

    const view = new MediaView(page);
    const { words } = view;
    await view.show('history');
    const card = page.locator('[data-media]');
    await expect(card).toHaveCount(1);
    await expect(card).toContainText('Contoso');

    // The run is over, but begun anew the wizard holds what "make more" put there: that is not lost by a second click.
    await card.getByRole('button', { name: pattern(words.history.moreOf) }).click();
    const outputs = new OutputsPage(page);
    await outputs.isOn('outputs');
    await outputs.label.fill('Contoso North');
    await view.show('history');
    await card.getByRole('button', { name: pattern(words.history.moreOf) }).click();
    const asked = page.getByRole('alertdialog', { name: words.common.replaceTitle });
    await asked.getByRole('button', { name: words.common.cancel, exact: true }).click();
    await view.show('wizard');
    await expect(outputs.label).toHaveValue('Contoso North');
    await view.show('history');
    await card.getByRole('button', { name: pattern(words.history.moreOf) }).click();
    await asked.getByRole('button', { name: words.common.replaceYes, exact: true }).click();
    await expect(outputs.label).toHaveValue('Contoso');

    await view.show('inspect');
    await view.chooseFile(iso);
    await view.field('inspect.password').fill(PASSWORD);
    await view.button(words.inspect.look).click();
    await expect(page.getByText(words.inspect.states.complete)).toBeVisible();
    await expect(page.getByRole('table', { name: words.inspect.variables })).toContainText('SMSTSMediaType');
    await view.button(words.inspect.verify).click();
    await view.button(words.verify.start).click();
    await expect(page.getByText(words.verify.intact, { exact: true })).toBeVisible();

    plugStick(machine, SECOND);
    await view.show('write-image');
    await page.getByLabel(words.writeImage.image, { exact: true }).fill(iso);
    await view.drives.choose(SECOND);
    await page.getByRole('button', { name: words.writeImage.start_one.replace('{{count}}', '1') }).click();
    await expect(view.row(SECOND)).toHaveAttribute('data-outcome', 'verified');

    await view.show('update');
    await view.drives.choose(STICK);
    await page.getByRole('combobox', { name: words.update.medium }).selectOption({ index: 1 });
    await page.getByLabel(words.update.password, { exact: true }).fill(PASSWORD);
    await page.getByLabel(words.update.passwordAgain, { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: words.update.start_one.replace('{{count}}', '1') }).click();
    await expect(view.row(STICK)).toHaveAttribute('data-outcome', 'verified');
    await expect(page.getByText(words.update.allWell)).toBeVisible();
  });
});

test('what was filled in beside the wizard is still there after a look elsewhere', async ({ stage }) => {
  const { page, machine } = stage;
  plugStick(machine, STICK);
  const view = new MediaView(page);
  const { words } = view;
  await view.show('write-image');
  const path = page.getByLabel(words.writeImage.image, { exact: true });
  await path.fill(join(stage.folder, 'image.iso'));
  await view.drives.choose(STICK);
  await view.show('update');
  await page.getByRole('radio', { name: words.update.fromFile }).check();
  await page.getByLabel(words.update.file, { exact: true }).fill(join(stage.folder, 'request.json'));
  await view.show('history');
  await view.show('write-image');
  await expect(path).toHaveValue(join(stage.folder, 'image.iso'));
  await expect(view.drives.box(STICK)).toBeChecked();
  await view.show('update');
  await expect(page.getByRole('radio', { name: words.update.fromFile })).toBeChecked();
  await expect(page.getByLabel(words.update.file, { exact: true })).toHaveValue(
    join(stage.folder, 'request.json'),
  );
});

test('the language is changed at once, and kept for the next window', async ({ stage }) => {
  const english = new SettingsView(stage.page);
  await english.open();
  await english.choose(english.language, english.words.settings.languages.de);
  const german = new SettingsView(stage.page, WORDS.de);
  await expect(stage.page.getByRole('heading', { level: 1, name: WORDS.de.settings.title })).toBeVisible();
  await expect(german.language).toBeVisible();
  const page = await stage.reopen();
  const type = new MediaTypePage(page, WORDS.de);
  await type.isOn('media-type');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
});
