/** A lab whose registered clients have one deployment of each kind, with content; and how a person installs one. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { hasWimlib, makeUpgradePackage, put } from '../support/upgrade-trees.ts';
import { APPLICATION, clientVariant, UPGRADE_PACKAGE } from './client-sequences.ts';
import { startLab, type TestLab } from './gateway-support.ts';
import { hostNameOf, setContent, type StartedComputer } from './installed-support.ts';

export async function startClientLab(): Promise<TestLab> {
  const lab: TestLab = await startLab(
    {},
    clientVariant(() => `CCMHOSTNAME=${hostNameOf(lab)} SMSSITECODE=${lab.site.siteCode}`),
  );
  const application = await tempFolder('application');
  await put(
    join(application, 'application.json'),
    JSON.stringify({ name: 'Contoso Viewer', version: '3.1', detectionFile: 'ProgramData/Viewer/version' }),
  );
  await put(
    join(application, 'install.sh'),
    'mkdir -p "$SystemDrive/ProgramData/Viewer" && echo 3.1 > "$SystemDrive/ProgramData/Viewer/version"\n',
  );
  await setContent(lab, APPLICATION, application);
  const bootImage = await tempFolder('boot-image');
  await put(join(bootImage, 'boot/vmlinuz'), 'kernel of the boot image');
  await put(join(bootImage, 'boot/initrd'), 'initrd of the boot image');
  await setContent(lab, 'PS100001', bootImage);
  const client = await tempFolder('client-package');
  await put(join(client, 'client.cjs'), '// the client, new\n');
  await setContent(lab, 'PS100031', client);
  if (hasWimlib) await setContent(lab, UPGRADE_PACKAGE, await makeUpgradePackage('10.0.26100.2'));
  return lab;
}

/** Chooses the row with this number, reads its details and starts it. */
export async function install({ device }: StartedComputer, row: number, isSystem: boolean): Promise<void> {
  device.serial.type(`${row}\r`);
  await device.serial.expect('[Enter: install   Esc: back]');
  device.serial.type('\r');
  if (!isSystem) return;
  await device.serial.expect('[I: install now   Esc: back]');
  device.serial.type('i');
}

/** Ends a client that waits in Software Center. */
export async function switchOff(stop: AbortController, started: StartedComputer): Promise<void> {
  stop.abort(new Error('the test ends'));
  expect(await started.ended).toBe('ended');
}
