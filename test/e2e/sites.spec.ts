/** Sites that answer wrongly or not at all: gone in the middle, wrong credentials, and what was read before. */
import { join } from 'node:path';
import { BootImagePage } from './pages/boot-image.ts';
import { CompletionPage } from './pages/completion.ts';
import { OutputsPage } from './pages/outputs.ts';
import { SecurityPage } from './pages/security.ts';
import { SitesView } from './pages/sites.ts';
import { SummaryPage } from './pages/summary.ts';
import { expect, test } from './support/host.ts';
import { LAB, PASSWORD, READY } from './support/media.ts';
import { fill, pattern } from './support/words.ts';

test.describe('a site that goes away', () => {
  test.use({ lab: 'own', draft: READY });

  test('shows what was read before, and the run says why it failed', async ({ stage }) => {
    const outputs = new OutputsPage(stage.page);
    await outputs.go('outputs');
    await outputs.iso.fill(join(stage.folder, 'media.iso'));
    await outputs.nextTo('security');
    const security = new SecurityPage(stage.page);
    await security.setPassword(PASSWORD);
    await security.nextTo('task-sequence');
    const boot = new BootImagePage(stage.page);
    await boot.go('boot-image');
    await expect(boot.images.row(LAB.bootImage)).toBeVisible();
    await stage.site.close();
    await stage.page.getByRole('button', { name: boot.words.common.refresh, exact: true }).click();
    await expect(stage.page.getByText(pattern(boot.words.common.offline))).toBeVisible();
    await expect(boot.images.row(LAB.bootImage)).toBeVisible();
    await boot.nextTo('customization');

    const summary = new SummaryPage(stage.page);
    await summary.go('summary');
    await summary.create.click();
    const done = new CompletionPage(stage.page);
    await done.isOn('completion');
    await expect(stage.page.getByRole('alert').filter({ hasText: 'E_SITE' })).toBeVisible();
    await expect(stage.page.getByText(done.words.completion.headline.none)).toBeVisible();
  });
});

test('wrong credentials are refused when a site is added and on a stored connection, which is kept', async ({
  stage,
}) => {
  const { connection } = stage.site;
  const right = await connection.credentials();
  if (right.kind !== 'token') throw new Error('the lab signs in with a token');
  const sites = new SitesView(stage.page);
  await sites.open();
  await sites.look('Contoso', connection.url);
  await sites.chooseToken(sites.form);
  await sites.token(sites.form).fill('wrong');
  await sites.button(sites.words.sites.connect).click();
  await expect(sites.error(sites.words.sites.addFailed)).toContainText('E_SITE');
  // The secret is forgotten with the refusal.
  await expect(sites.token(sites.form)).toHaveValue('');
  await sites.token(sites.form).fill(right.token);
  await sites.button(sites.words.sites.connect).click();
  await expect(sites.page.getByText(fill(sites.words.sites.added, { name: 'Contoso' }))).toBeVisible();
  await expect(sites.card('Contoso')).toContainText(connection.url);

  const dialog = await sites.signIn('Contoso');
  await sites.chooseToken(dialog);
  await sites.token(dialog).fill('wrong');
  await dialog.getByRole('button', { name: sites.words.sites.signIn.replace('…', ''), exact: true }).click();
  await expect(sites.error(sites.words.sites.signInFailed)).toBeVisible();
  await dialog.getByRole('button', { name: sites.words.common.cancel }).click();
  await sites.card('Contoso').getByRole('button', { name: sites.words.sites.read }).click();
  await expect(sites.card('Contoso')).toContainText(/gateways, \d+ task sequences/);
  await sites.card('Contoso').getByRole('button', { name: sites.words.sites.use }).click();
  await expect(sites.card('Contoso')).toContainText(sites.words.sites.inUse);
});
