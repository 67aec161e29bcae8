/** A table of a site's objects: found by searching, chosen by a click. */
import type { Locator, Page } from '@playwright/test';

export class TableModel {
  readonly grid: Locator;

  constructor(page: Page, label: string) {
    this.grid = page.getByRole('grid', { name: label });
  }

  row(text: string): Locator {
    return this.grid.getByRole('row').filter({ hasText: text });
  }

  async choose(text: string): Promise<void> {
    await this.row(text).click();
  }
}
