/** First page of the wizard: kind of medium, unattended, site. */
import type { Locator } from '@playwright/test';
import type { MediaKind } from '#contract/media-request.ts';
import { Wizard } from './wizard.ts';

export class MediaTypePage extends Wizard {
  kind(kind: MediaKind): Locator {
    return this.page.getByRole('radio', { name: this.words.mediaType[kind].name, exact: true });
  }

  async choose(kind: MediaKind): Promise<void> {
    await this.kind(kind).check();
  }

  get unattended(): Locator {
    return this.page.getByRole('checkbox', { name: this.words.mediaType.unattended });
  }

  get site(): Locator {
    return this.page.getByRole('combobox', { name: this.words.mediaType.connection });
  }
}
