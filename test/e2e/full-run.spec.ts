/**
 * The whole way of the case this program exists for: internet-based media on two sticks and an ISO file, from the first
 * page to the last, against the lab; then judged by the command line that ships and by programs that are not ours.
 */
import { join } from 'node:path';
import { MIB } from '#base/units.ts';
import { BootImagePage } from './pages/boot-image.ts';
import { CompletionPage } from './pages/completion.ts';
import { CustomizationPage } from './pages/customization.ts';
import { ManagementPage } from './pages/management.ts';
import { MediaTypePage } from './pages/media-type.ts';
import { OutputsPage } from './pages/outputs.ts';
import { SecurityPage } from './pages/security.ts';
import { SummaryPage } from './pages/summary.ts';
import { expect, test } from './support/host.ts';
import { expectGoodDisc, expectGoodDisk, expectIntact } from './support/judges.ts';
import { loopDevice, whyNoLoops } from './support/loops.ts';
import { LAB, PASSWORD } from './support/media.ts';

test.use({ drives: 'machine' });

const why = whyNoLoops();

test('internet-based media on two sticks and an ISO file, from the first page to verified', async ({
  stage,
}) => {
  test.skip(why !== undefined, why);
  const { page, folder } = stage;
  using first = await loopDevice(join(folder, 'first'), 192 * MIB);
  using second = await loopDevice(join(folder, 'second'), 256 * MIB);
  const iso = join(folder, 'contoso.iso');

  const type = new MediaTypePage(page);
  await type.choose('bootable');
  await type.nextTo('management');
  const management = new ManagementPage(page);
  await management.choice('internet').check();
  await management.nextTo('outputs');
  const outputs = new OutputsPage(page);
  await outputs.drives.choose(first.device, second.device);
  await outputs.iso.fill(iso);
  await outputs.label.fill('Contoso');
  await outputs.nextTo('security');
  const security = new SecurityPage(page);
  await security.setPassword(PASSWORD);
  await security.nextTo('task-sequence');
  await security.nextTo('boot-image');
  const boot = new BootImagePage(page);
  await boot.images.choose(LAB.bootImage);
  await boot.chooseGateway(LAB.gateway);
  await boot.nextTo('customization');
  const customization = new CustomizationPage(page);
  await customization.add();
  await customization.name(0).fill('OSDTimeZone');
  await customization.value(0).fill('W. Europe Standard Time');
  await customization.nextTo('prerequisites');
  await customization.nextTo('summary');
  const summary = new SummaryPage(page);
  await summary.create.click();

  const done = new CompletionPage(page);
  await expect(done.entry('completion')).toHaveAttribute('aria-current', 'step', { timeout: 180_000 });
  await expect(done.allVerified(3)).toBeVisible();
  for (const id of [first.device, second.device, iso]) await done.hasOutcome(id, 'verified');

  for (const path of [first.device, second.device, iso]) expectIntact(path, stage.data);
  for (const { device } of [first, second]) expectGoodDisk(device, join(folder, 'volume'));
  expectGoodDisc(iso);
});
