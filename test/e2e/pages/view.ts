/** What the views beside the wizard have in common. */
import type { Locator, Page } from '@playwright/test';
import type { ViewId } from '../../../renderer/state/app-store.ts';
import { WORDS, type Words } from '../support/words.ts';

export class View {
  readonly page: Page;
  readonly words: Words;

  constructor(page: Page, words: Words = WORDS.en) {
    this.page = page;
    this.words = words;
  }

  async show(view: ViewId): Promise<void> {
    await this.page
      .getByRole('navigation', { name: this.words.common.tools })
      .getByRole('button', { name: this.words.names.views[view] })
      .click();
  }

  button(name: string): Locator {
    return this.page.getByRole('main').getByRole('button', { name, exact: true });
  }

  /** A field by the help that belongs to it; whether it is optional does not change that. */
  field(help: string): Locator {
    return this.page.locator(`[data-help="${help}"] input`).first();
  }

  /** An error as the window shows it, by its title. */
  error(title: string): Locator {
    return this.page.getByRole('alert').filter({ hasText: title });
  }
}
