/** The last look before anything is written. */
import type { Locator } from '@playwright/test';
import { Wizard } from './wizard.ts';

export class SummaryPage extends Wizard {
  get create(): Locator {
    return this.page.getByRole('button', { name: this.words.summary.create, exact: true });
  }
}
