/** Inspect, Verify, Update, Write an image, History: what is done with media that exist. */
import type { Locator } from '@playwright/test';
import { DriveList } from './drives.ts';
import { View } from './view.ts';

export class MediaView extends View {
  get drives(): DriveList {
    return new DriveList(this.page, this.words);
  }

  /** Names an image file in Inspect and Verify. */
  async chooseFile(path: string): Promise<void> {
    await this.page.getByRole('radio', { name: this.words.inspect.file }).check();
    await this.page.getByLabel(this.words.inspect.filePath, { exact: true }).fill(path);
  }

  row(id: string): Locator {
    return this.page.locator(`[data-row="${id}"]`);
  }
}
