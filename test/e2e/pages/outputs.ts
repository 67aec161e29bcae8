/** Where the medium is written, and what it is called. */
import type { Locator } from '@playwright/test';
import { pattern } from '../support/words.ts';
import { DriveList } from './drives.ts';
import { Wizard } from './wizard.ts';

export class OutputsPage extends Wizard {
  get drives(): DriveList {
    return new DriveList(this.page, this.words);
  }

  /** What is wrong with the choice of drives. */
  get driveProblems(): Locator {
    return this.page
      .getByRole('region', { name: this.words.outputs.drives, exact: true })
      .getByRole('alert')
      .first();
  }

  /** Shown as soon as the size of the medium is known, from when on drives are judged by it. */
  get size(): Locator {
    return this.page.getByText(pattern(this.words.outputs.plan.ready));
  }

  get iso(): Locator {
    return this.field('isoPath').control;
  }

  get image(): Locator {
    return this.field('imagePath').control;
  }

  get label(): Locator {
    return this.field('label').control;
  }

  get autorun(): Locator {
    return this.page.getByRole('checkbox', { name: this.words.outputs.autorun });
  }
}
