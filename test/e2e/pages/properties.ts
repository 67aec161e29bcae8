/** What prestaged media say of themselves, and their file. */
import type { Locator } from '@playwright/test';
import { Wizard } from './wizard.ts';

export class PropertiesPage extends Wizard {
  get wim(): Locator {
    return this.field('wimPath').control;
  }
}
