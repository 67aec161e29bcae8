/** What is kept while somebody goes back and forth, reloads the window, or closes it; and that secrets are not. */
import { join } from 'node:path';
import { ManagementPage } from './pages/management.ts';
import { MediaTypePage } from './pages/media-type.ts';
import { OutputsPage } from './pages/outputs.ts';
import { SecurityPage } from './pages/security.ts';
import { expect, test } from './support/host.ts';
import { PASSWORD } from './support/media.ts';

const DRIVE = '/dev/sdb';

test('back and forward keep every value, a password only as “set”; a new window knows all but secrets', async ({
  stage,
}) => {
  const { machine, folder } = stage;
  machine.plug(DRIVE);
  const iso = join(folder, 'media.iso');
  const type = new MediaTypePage(stage.page);
  await type.unattended.check();
  await type.nextTo('management');
  await type.nextTo('outputs');
  const outputs = new OutputsPage(stage.page);
  await outputs.drives.choose(DRIVE);
  await outputs.iso.fill(iso);
  await outputs.label.fill('Contoso Berlin');
  await outputs.autorun.check();
  await outputs.nextTo('security');
  const security = new SecurityPage(stage.page);
  await security.setPassword(PASSWORD);
  await security.certificateExpires.fill('2031-03-04');
  await security.unknownComputers.uncheck();
  await security.nextTo('task-sequence');

  await security.back();
  await security.isOn('security');
  await expect(security.isSet).toBeVisible();
  await expect(security.password).toBeHidden();
  await expect(security.certificateExpires).toHaveValue('2031-03-04');
  await expect(security.unknownComputers).not.toBeChecked();
  await security.back();
  await expect(outputs.drives.box(DRIVE)).toBeChecked();
  await expect(outputs.iso).toHaveValue(iso);
  await expect(outputs.label).toHaveValue('Contoso Berlin');
  await expect(outputs.autorun).toBeChecked();
  await outputs.back();
  await expect(new ManagementPage(stage.page).choice('internet')).toBeChecked();
  await outputs.back();
  await expect(type.unattended).toBeChecked();
  await expect(type.kind('bootable')).toBeChecked();

  // The draft is kept a moment after the last change.
  await expect
    .poll(() => stage.wire.filter(({ method }) => method === 'draft.write').length)
    .toBeGreaterThan(0);
  await expect
    .poll(() => JSON.stringify(stage.wire.findLast(({ method }) => method === 'draft.write')?.input))
    .toContain('2031-03-04');
  for (const again of ['reload', 'reopen'] as const) {
    if (again === 'reload') await stage.page.reload();
    else await stage.reopen();
    const first = new MediaTypePage(stage.page);
    await expect(first.unattended).toBeChecked();
    await first.go('outputs');
    const page = new OutputsPage(stage.page);
    await expect(page.iso).toHaveValue(iso);
    await expect(page.label).toHaveValue('Contoso Berlin');
    // Drives are not restored: others may be plugged in now.
    await expect(page.drives.box(DRIVE)).not.toBeChecked();
    await page.nextTo('security');
    const secrets = new SecurityPage(stage.page);
    await expect(secrets.isSet).toBeHidden();
    await expect(secrets.password).toHaveValue('');
    await expect(secrets.certificateExpires).toHaveValue('2031-03-04');
  }
});

test('drives appear and disappear while the page is open, a chosen one is said to be gone', async ({
  stage,
}) => {
  const { machine } = stage;
  const outputs = new OutputsPage(stage.page);
  await outputs.next();
  await outputs.nextTo('outputs');
  await expect(stage.page.getByText(outputs.words.drives.emptyTitle)).toBeVisible();
  machine.plug(DRIVE);
  await outputs.drives.choose(DRIVE);
  machine.plug('/dev/sdc', { isRemovable: false });
  await outputs.drives.row('/dev/sdc').waitFor();
  machine.plug('/dev/sda', { isSystem: true, uses: [{ kind: 'system', device: '/dev/sda1', detail: '/' }] });
  await expect(stage.page.getByText(outputs.words.drives.hiddenSystem_one)).toBeVisible();
  await expect(outputs.drives.row('/dev/sda')).toBeHidden();

  machine.drives.delete(DRIVE);
  const name = `SanDisk Ultra (${DRIVE})`;
  await expect(outputs.drives.goneRow(name)).toContainText(outputs.words.drives.gone.body);
  await outputs.drives.remove(name);
  await expect(outputs.drives.goneRow(name)).toBeHidden();

  await outputs.drives.confirm('/dev/sdc');
  machine.drives.delete('/dev/sdc');
  await expect(outputs.drives.goneRow('SanDisk Ultra (/dev/sdc)')).toBeVisible();
});
