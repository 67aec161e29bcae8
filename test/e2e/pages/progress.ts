/** A run as it is shown, in the wizard and in the other views. */
import { expect, type Locator } from '@playwright/test';
import { fill } from '../support/words.ts';
import { Wizard } from './wizard.ts';

export class ProgressPage extends Wizard {
  /** The row of a drive or file. */
  row(id: string): Locator {
    return this.page.locator(`[data-row="${id}"]`);
  }

  async hasOutcome(id: string, outcome: 'verified' | 'failed' | 'cancelled'): Promise<void> {
    await expect(this.row(id)).toHaveAttribute('data-outcome', outcome, { timeout: 60_000 });
  }

  /** Cancels one drive, after the question. */
  async cancelRow(id: string, name: string): Promise<void> {
    await this.row(id)
      .getByRole('button', { name: fill(this.words.progress.cancelRow, { name }) })
      .click();
    await this.dialog.getByRole('button', { name: this.words.progress.cancelOneYes }).click();
  }

  get cancelAll(): Locator {
    return this.page.getByRole('button', { name: this.words.progress.cancelRun });
  }

  get dialog(): Locator {
    return this.page.getByRole('alertdialog');
  }
}
