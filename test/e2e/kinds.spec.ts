/** Stand-alone, prestaged and capture media: every page to the summary, which says plainly that they cannot be made yet. */
import { join } from 'node:path';
import type { MediaKind } from '#contract/media-request.ts';
import { pagesOf, type PageId } from '../../renderer/state/pages.ts';
import { BootImagePage } from './pages/boot-image.ts';
import { MediaTypePage } from './pages/media-type.ts';
import { OutputsPage } from './pages/outputs.ts';
import { PropertiesPage } from './pages/properties.ts';
import { SecurityPage } from './pages/security.ts';
import { SummaryPage } from './pages/summary.ts';
import { TableModel } from './pages/table.ts';
import { expect, test, type Stage } from './support/host.ts';
import { LAB, PASSWORD } from './support/media.ts';

/** What each page needs before it can be left; the others need nothing. */
const STEPS: Readonly<Partial<Record<PageId, (stage: Stage, kind: MediaKind) => Promise<void>>>> = {
  outputs: ({ page, folder }) => new OutputsPage(page).iso.fill(join(folder, 'media.iso')),
  properties: ({ page, folder }) => new PropertiesPage(page).wim.fill(join(folder, 'media.wim')),
  security: ({ page }) => new SecurityPage(page).setPassword(PASSWORD),
  async 'task-sequence'({ page }, kind) {
    if (kind === 'bootable') return;
    const { grid } = new TableModel(page, new SummaryPage(page).words.taskSequence.title);
    await grid.getByRole('row').nth(1).click();
  },
  async 'boot-image'({ page }, kind) {
    const boot = new BootImagePage(page);
    await boot.images.choose(LAB.bootImage);
    if (kind === 'prestaged') await boot.chooseManagementPoint(LAB.managementPoint);
  },
  async images({ page }) {
    const { grid } = new TableModel(page, new SummaryPage(page).words.content.imagePackage);
    await grid.getByRole('row').nth(1).click();
  },
  async 'distribution-points'({ page }) {
    const { grid } = new TableModel(page, new SummaryPage(page).words.content.title.distributionPoints);
    await grid.getByRole('row').nth(1).click();
  },
};

for (const kind of ['standalone', 'prestaged', 'capture'] as const) {
  test(`${kind} media can be walked to the summary, which says that they cannot be made yet`, async ({
    stage,
  }) => {
    const type = new MediaTypePage(stage.page);
    await type.choose(kind);
    for (const page of pagesOf(kind)) {
      await type.isOn(page);
      if (page === 'summary') break;
      await STEPS[page]?.(stage, kind);
      await type.next();
    }
    const summary = new SummaryPage(stage.page);
    await expect(stage.page.getByText(summary.words.summary.notBuiltTitle)).toBeVisible();
    await expect(summary.create).toBeDisabled();
  });
}
