/** The window opens over each host and speaks with its core. */
import { expect, test } from './support/host.ts';

test('shows the first page and the lab site', async ({ stage }) => {
  await expect(stage.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect.poll(() => stage.wire.map(({ method }) => method)).toContain('site.catalog');
});

test.describe('on this computer’s own drives', () => {
  test.use({ drives: 'machine' });

  test('shows the first page and the lab site', async ({ stage }) => {
    await expect(stage.page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect.poll(() => stage.wire.map(({ method }) => method)).toContain('site.catalog');
  });
});
