/** What came of a run. */
import type { Locator } from '@playwright/test';
import { fill } from '../support/words.ts';
import { ProgressPage } from './progress.ts';

export class CompletionPage extends ProgressPage {
  allVerified(count: number): Locator {
    return this.page.getByText(fill(this.words.completion.headline.all_other, { count }));
  }

  get more(): Locator {
    return this.page.getByRole('button', { name: this.words.completion.more });
  }
}
