/** Media management: internet-based, site-based, dynamic. */
import type { Locator } from '@playwright/test';
import { Wizard } from './wizard.ts';

export class ManagementPage extends Wizard {
  choice(way: 'internet' | 'site' | 'dynamic'): Locator {
    return this.page.getByRole('radio', { name: this.words.management[way].name, exact: true });
  }
}
