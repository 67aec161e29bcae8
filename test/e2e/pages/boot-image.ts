/** Boot image, gateway or management points. */
import type { Locator } from '@playwright/test';
import { TableModel } from './table.ts';
import { Wizard } from './wizard.ts';

export class BootImagePage extends Wizard {
  get images(): TableModel {
    return new TableModel(this.page, this.words.bootImage.title);
  }

  gateway(host: string): Locator {
    return this.page.getByRole('option', { name: host });
  }

  async chooseGateway(host: string): Promise<void> {
    await this.openGateways();
    await this.gateway(host).click();
  }

  async openGateways(): Promise<void> {
    await this.field('cmg').control.click();
  }

  async chooseManagementPoint(host: string): Promise<void> {
    await this.field('managementPoints').control.click();
    await this.page.getByRole('option', { name: host }).click();
  }

  async testConnection(): Promise<void> {
    await this.page.getByRole('button', { name: this.words.bootImage.test }).click();
  }
}
