/** Variables of the medium and the prestart command. */
import type { Locator } from '@playwright/test';
import { Wizard } from './wizard.ts';

export class CustomizationPage extends Wizard {
  async add(): Promise<void> {
    await this.page.getByRole('button', { name: this.words.customization.addVariable }).click();
  }

  /** The row of a variable, counted from 0. */
  row(index: number): Locator {
    return this.page
      .getByRole('list', { name: this.words.customization.variables })
      .getByRole('group')
      .nth(index);
  }

  name(index: number): Locator {
    return this.row(index).getByRole('combobox');
  }

  value(index: number): Locator {
    return this.row(index).getByLabel(this.words.customization.value, { exact: true });
  }

  hiddenValue(index: number): Locator {
    return this.row(index).getByLabel(this.words.customization.hiddenValue, { exact: true });
  }

  hide(index: number): Locator {
    return this.row(index).getByRole('checkbox');
  }

  get hasPrestart(): Locator {
    return this.page.getByRole('checkbox', { name: this.words.customization.enablePrestart });
  }
}
