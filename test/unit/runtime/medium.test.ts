/** Finding the medium among other drives, and what is wrong with media that cannot be used. */
import { mkdir, readdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DeviceConsole } from '../../../resources/runtime/console/console.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { openLog } from '../../../resources/runtime/log.ts';
import { findMedium } from '../../../resources/runtime/medium.ts';
import type { Session } from '../../../resources/runtime/session.ts';
import { fakeDevice, type FakeDevice } from '../../support/fake-device.ts';
import { tempFolder } from '../../support/temp.ts';

const INI = '[MediaInfo]\r\nMediaType=BootMedia\r\nPasswordRequired=true\r\nUnattended=false\r\n';

async function stick(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await tempFolder('stick');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

async function search(...volumes: readonly string[]): Promise<{ session: Session; device: FakeDevice }> {
  const device = await fakeDevice(undefined);
  device.hardware.volumes = [...volumes];
  const session: Session = {
    platform: device,
    console: new DeviceConsole(device.terminals),
    log: openLog(join(device.workFolder, 'smsts.log'), () => device.clock.now()),
    variables: new VariableStore(),
    mediumNumber: undefined,
  };
  return { session, device };
}

test('the medium is found behind drives without it, whatever the case of its names', async () => {
  const other = await stick({ 'Windows/notepad.exe': 'x', 'sms/readme.txt': 'not a medium' });
  const medium = await stick({ 'sms/DATA/tsmbootstrap.INI': INI, 'sms/DATA/VARIABLES.dat': 'bytes' });
  const { session } = await search(other, medium);
  const found = await findMedium(session);
  expect(found.bootstrap).toEqual({ mediaType: 'BootMedia', isPasswordRequired: true, isUnattended: false });
  expect(Buffer.from(found.variablesDat).toString()).toBe('bytes');
});

test('a stick that appears late is waited for', async () => {
  const medium = await stick({ 'SMS/data/TsmBootstrap.ini': INI, 'SMS/data/Variables.dat': 'bytes' });
  const { session, device } = await search();
  const found = findMedium(session);
  await device.serial.expect('Still looking.');
  device.hardware.volumes = [medium];
  expect((await found).bootstrap.mediaType).toBe('BootMedia');
});

test.each<[title: string, files: Readonly<Record<string, string>>, code: string]>([
  ['no Variables.dat', { 'SMS/data/TsmBootstrap.ini': INI }, 'E_RT_MEDIUM_DAMAGED'],
  ['an empty TsmBootstrap.ini', { 'SMS/data/TsmBootstrap.ini': '' }, 'E_RT_MEDIUM_DAMAGED'],
  [
    'an unknown kind',
    { 'SMS/data/TsmBootstrap.ini': INI.replace('BootMedia', 'Other') },
    'E_RT_MEDIUM_DAMAGED',
  ],
  [
    'stand-alone media',
    { 'SMS/data/TsmBootstrap.ini': INI.replace('BootMedia', 'FullMedia') },
    'E_RT_MEDIUM_KIND',
  ],
  ['nothing at all', {}, 'E_RT_MEDIUM_NOT_FOUND'],
])('%s', async (_title, files, code) => {
  const { session } = await search(await stick(files));
  await expect(findMedium(session)).rejects.toMatchObject({ code });
});

test('a file that is a link or too large is not read', async () => {
  const linked = await stick({ 'SMS/data/TsmBootstrap.ini': INI });
  await symlink('/dev/zero', join(linked, 'SMS/data/Variables.dat'));
  const large = await stick({ 'SMS/data/TsmBootstrap.ini': INI, 'SMS/data/Variables.dat': '' });
  await truncate(join(large, 'SMS/data/Variables.dat'), 17 * 1024 * 1024);
  for (const medium of [linked, large]) {
    const { session } = await search(medium);
    await expect(findMedium(session)).rejects.toMatchObject({ code: 'E_RT_MEDIUM_DAMAGED' });
  }
});

test('links among the files of the prestart command stay behind', async () => {
  const medium = await stick({
    'SMS/data/TsmBootstrap.ini': INI,
    'SMS/data/Variables.dat': 'bytes',
    'SMS/PKG/PS100031/run.sh': 'true',
  });
  await symlink('/etc/passwd', join(medium, 'SMS/PKG/PS100031/stolen'));
  const { session } = await search(medium);
  const { packageFolder } = await findMedium(session);
  expect(await readdir(join(packageFolder ?? '', 'PS100031'))).toEqual(['run.sh']);
});

test('another medium that cannot be used does not hide the right one', async () => {
  const other = await stick({ 'SMS/data/TsmBootstrap.ini': INI.replace('BootMedia', 'FullMedia') });
  const broken = await stick({ 'SMS/data/TsmBootstrap.ini': INI });
  const medium = await stick({ 'SMS/data/TsmBootstrap.ini': INI, 'SMS/data/Variables.dat': 'bytes' });
  const { session, device } = await search(other, broken, medium);
  expect(Buffer.from((await findMedium(session)).variablesDat).toString()).toBe('bytes');
  device.hardware.volumes = [other, broken];
  await expect(findMedium(session)).rejects.toMatchObject({ code: 'E_RT_MEDIUM_KIND' });
});
