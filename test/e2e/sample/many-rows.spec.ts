/** Of 50,000 task sequences only those that are seen are in the page, and the first and the last are one key away. */
import { expect, test } from '@playwright/test';
import { openSample } from '../support/sample-window.ts';

const COUNT = 50_000;
/** What a list may draw at most: what is seen, and some rows before and after. */
const BOUND = 60;

test('draws a bounded number of 50,000 rows, and End and Home reach the last and the first', async ({
  page,
}) => {
  await openSample(page, { sample: `rows-${COUNT}`, theme: 'light' });
  // The way to the list is free without a password, too.
  const address = new URL(page.url());
  const draft = JSON.parse(address.searchParams.get('draft') ?? '{}') as Record<string, unknown>;
  address.searchParams.set('draft', JSON.stringify({ ...draft, allowNoPassword: true }));
  await page.goto(address.href);
  await page.getByRole('button', { name: /Task sequence/ }).click();
  const grid = page.getByRole('grid');
  const rows = grid.locator('[data-index]');
  const isDrawn = async (index: number): Promise<void> => {
    await expect(grid.locator(`[data-index="${index}"]`)).toBeInViewport();
    await expect(grid).toHaveAttribute('aria-activedescendant', new RegExp(`-${index}$`));
    expect(await rows.count()).toBeLessThan(BOUND);
  };
  await grid.focus();
  await page.keyboard.press('End');
  await isDrawn(COUNT - 1);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await isDrawn(0);
  await page.keyboard.press('PageDown');
  expect(await rows.count()).toBeLessThan(BOUND);
});
