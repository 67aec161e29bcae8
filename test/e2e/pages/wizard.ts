/** The frame of the wizard: the list of pages, Back and Next, and what a field says is wrong with it. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { PageId } from '../../../renderer/state/pages.ts';
import { WORDS, type Words } from '../support/words.ts';

export class Wizard {
  readonly page: Page;
  readonly words: Words;

  constructor(page: Page, words: Words = WORDS.en) {
    this.page = page;
    this.words = words;
  }

  async next(): Promise<void> {
    await this.page.getByRole('button', { name: this.words.common.next, exact: true }).click();
  }

  async back(): Promise<void> {
    await this.page.getByRole('button', { name: this.words.common.back, exact: true }).click();
  }

  /** The page's entry in the list at the left. */
  entry(id: PageId): Locator {
    const pages = this.page.getByRole('navigation', { name: this.words.common.pages });
    return pages.getByRole('button', { name: new RegExp(`^${this.words.names.pages[id]},`) });
  }

  /** Goes by the list; the way there must be free. */
  async go(id: PageId): Promise<void> {
    await this.entry(id).click();
    await this.isOn(id);
  }

  async isOn(id: PageId): Promise<void> {
    await expect(this.entry(id)).toHaveAttribute('aria-current', 'step');
  }

  /** Goes on, and arrives there. */
  async nextTo(id: PageId): Promise<void> {
    await this.next();
    await this.isOn(id);
  }

  /** A field by its name in the request. */
  field(name: string): FieldModel {
    return new FieldModel(this.page.locator(`[data-field~="${name}"]`));
  }
}

export class FieldModel {
  readonly root: Locator;

  constructor(root: Locator) {
    this.root = root;
  }

  get control(): Locator {
    return this.root
      .locator('input:not([type="search"]), textarea, select, [role="combobox"], [role="grid"]')
      .first();
  }

  /** What is wrong with it, as long as something is. */
  get message(): Locator {
    return this.root.getByRole('alert');
  }

  async fill(value: string): Promise<void> {
    await this.control.fill(value);
  }
}
