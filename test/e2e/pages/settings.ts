/** Settings. */
import type { Locator } from '@playwright/test';
import { View } from './view.ts';

export class SettingsView extends View {
  open(): Promise<void> {
    return this.show('settings');
  }

  get language(): Locator {
    return this.page.getByRole('combobox', { name: this.words.settings.language });
  }

  async choose(box: Locator, option: string): Promise<void> {
    await box.click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }
}
