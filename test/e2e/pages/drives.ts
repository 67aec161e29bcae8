/** The list of drives, on whichever page it is. */
import { expect, type Locator, type Page } from '@playwright/test';
import { fill, type Words } from '../support/words.ts';

export class DriveList {
  readonly page: Page;
  readonly words: Words;

  constructor(page: Page, words: Words) {
    this.page = page;
    this.words = words;
  }

  row(device: string): Locator {
    return this.page.locator(`[data-drive="${device}"]`);
  }

  /** The row that stays of a drive that was chosen and pulled out. */
  goneRow(name: string): Locator {
    return this.page.locator(`[data-drive-gone="${name}"]`);
  }

  box(device: string): Locator {
    return this.row(device).getByRole('checkbox');
  }

  async choose(...devices: readonly string[]): Promise<void> {
    for (const device of devices) await this.box(device).check();
  }

  /** Chooses an unusual drive: its name is typed. */
  async confirm(device: string): Promise<void> {
    await this.box(device).click();
    const dialog = this.page.getByRole('alertdialog');
    const { field, action } = this.words.drives.confirm;
    await expect(dialog.getByRole('button', { name: action })).toBeDisabled();
    await dialog.getByLabel(fill(field, { name: device })).fill(device);
    await dialog.getByRole('button', { name: action }).click();
    await expect(this.box(device)).toBeChecked();
  }

  async remove(name: string): Promise<void> {
    const label = fill(this.words.drives.gone.remove, { drive: name });
    await this.page.getByRole('button', { name: label }).click();
  }
}
