/** Closing what lies over the page by key. */
import { expect, type Locator } from '@playwright/test';

/** A dialog takes the focus a moment after it is drawn, and a key is for who has the focus. */
export async function escapeFrom(dialog: Locator): Promise<void> {
  const hasFocus = (): Promise<boolean> =>
    dialog.evaluate((element) => element.contains(document.activeElement));
  await expect.poll(hasFocus).toBe(true);
  await dialog.page().keyboard.press('Escape');
}
