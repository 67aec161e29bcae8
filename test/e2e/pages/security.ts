/** Password, certificate, who may use the medium. */
import type { Locator } from '@playwright/test';
import { Wizard } from './wizard.ts';

export class SecurityPage extends Wizard {
  get password(): Locator {
    return this.field('password').control;
  }

  get passwordAgain(): Locator {
    return this.field('passwordAgain').control;
  }

  /** Types it twice and waits until it was judged. */
  async setPassword(password: string, again = password): Promise<void> {
    await this.password.fill(password);
    await this.passwordAgain.fill(again);
    await this.strength.waitFor();
  }

  get strength(): Locator {
    return this.page.getByRole('progressbar', { name: this.words.security.strength });
  }

  /** Said instead of the fields when a password was given before. */
  get isSet(): Locator {
    return this.page.getByText(this.words.security.isSet);
  }

  get certificateStart(): Locator {
    return this.field('certificate.start').control;
  }

  get certificateExpires(): Locator {
    return this.field('certificate.expires').control;
  }

  async importCertificate(path: string): Promise<void> {
    await this.page.getByRole('radio', { name: this.words.security.importPki }).check();
    await this.field('certificate.path').fill(path);
  }

  get certificatePassword(): Locator {
    return this.page.getByLabel(this.words.security.certificatePassword, { exact: true });
  }

  get unknownComputers(): Locator {
    return this.page.getByRole('checkbox', { name: this.words.security.unknownComputers });
  }
}
