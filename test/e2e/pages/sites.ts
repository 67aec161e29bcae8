/** Connections to sites. */
import type { Locator } from '@playwright/test';
import { fill } from '../support/words.ts';
import { View } from './view.ts';

export class SitesView extends View {
  open(): Promise<void> {
    return this.show('sites');
  }

  card(name: string): Locator {
    return this.page.getByRole('group', { name, exact: true });
  }

  /** Looks at the server and trusts the root it shows. */
  async look(name: string, url: string): Promise<void> {
    const { sites } = this.words;
    await this.page.getByLabel(sites.name, { exact: true }).fill(name);
    await this.page.getByLabel(sites.url).fill(url);
    await this.button(sites.look).click();
    await this.page.getByRole('radiogroup', { name: sites.trustLabel }).getByRole('radio').first().check();
  }

  async chooseToken(within: Locator): Promise<void> {
    await within.getByRole('radio', { name: this.words.sites.methods.token }).check();
  }

  token(within: Locator): Locator {
    return within
      .getByLabel(this.words.sites.token, { exact: true })
      .and(within.locator('input:not([type="radio"])'));
  }

  get form(): Locator {
    return this.page.getByRole('region', { name: this.words.sites.add, exact: true });
  }

  async signIn(name: string): Promise<Locator> {
    await this.card(name).getByRole('button', { name: this.words.sites.signIn }).click();
    return this.page.getByRole('dialog', { name: fill(this.words.sites.signInTo, { name }) });
  }
}
