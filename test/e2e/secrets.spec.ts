/**
 * The password of a medium and a hidden value are where they must be and nowhere else: not in what the browser keeps, not
 * in the page once it was left, not in the program's data, not in the stores of the window; on the wire only in the calls
 * that need them.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { CompletionPage } from './pages/completion.ts';
import { CustomizationPage } from './pages/customization.ts';
import { OutputsPage } from './pages/outputs.ts';
import { SecurityPage } from './pages/security.ts';
import { SummaryPage } from './pages/summary.ts';
import { expect, test } from './support/host.ts';
import { PASSWORD, READY } from './support/media.ts';
import { pageDump } from './support/page-dump.ts';

test.use({ draft: READY });

const HIDDEN = 'Zq8fXw2LrT6vBn4Y';

async function expectNoSecretIn(page: Page): Promise<void> {
  const dump = await pageDump(page);
  // What makes the search below mean something: the places were really read.
  expect(dump.stores).toContain('Contoso');
  expect(dump.document).toContain('<main');
  for (const [place, text] of Object.entries<string>({ ...dump })) {
    for (const secret of [PASSWORD, HIDDEN]) expect(text.includes(secret), `in ${place}`).toBe(false);
  }
}

test('a password and a hidden value leave no trace but in the calls that need them', async ({ stage }) => {
  const { page } = stage;
  const outputs = new OutputsPage(page);
  await outputs.go('outputs');
  await outputs.iso.fill(join(stage.folder, 'media.iso'));
  await outputs.nextTo('security');
  const security = new SecurityPage(page);
  await security.setPassword(PASSWORD);
  // As long as it is being typed it is there, so the dump finds what there is.
  expect((await pageDump(page)).document).toContain(PASSWORD);
  await security.nextTo('task-sequence');
  await expectNoSecretIn(page);
  await security.nextTo('boot-image');
  await security.nextTo('customization');
  const customization = new CustomizationPage(page);
  await customization.add();
  await customization.name(0).fill('OSDJoinPassword');
  await customization.hide(0).check();
  await customization.hiddenValue(0).fill(HIDDEN);
  await customization.nextTo('prerequisites');
  await expectNoSecretIn(page);
  // Seen again, the fields say that there is something, and no more.
  await customization.back();
  await expect(page.getByText(customization.words.customization.hiddenIsSet)).toBeVisible();
  await customization.go('security');
  await expect(security.isSet).toBeVisible();
  await expectNoSecretIn(page);

  const summary = new SummaryPage(page);
  await summary.go('summary');
  await expectNoSecretIn(page);
  await summary.create.click();
  const done = new CompletionPage(page);
  await done.isOn('completion');
  await done.hasOutcome(join(stage.folder, 'media.iso'), 'verified');
  await expectNoSecretIn(page);

  const carrying = (secret: string): readonly string[] => [
    ...new Set(
      stage.wire.filter(({ input }) => JSON.stringify(input).includes(secret)).map(({ method }) => method),
    ),
  ];
  expect([carrying(PASSWORD), carrying(HIDDEN)]).toEqual([
    ['password.rate', 'media.create'],
    ['media.create'],
  ]);

  const entries = await readdir(stage.data, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const text = await readFile(file, 'latin1');
    for (const secret of [PASSWORD, HIDDEN]) expect(text.includes(secret), `in ${file}`).toBe(false);
  }
});
