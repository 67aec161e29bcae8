/** What drivelist answers, as records of ours. The first answer is recorded (12.0.2 on Linux); the others follow its README. */
import { expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { listByDrivelist } from '#devices/drivelist-adapter.ts';
import { judgeDrive } from '#devices/guard.ts';
import { identityOf } from '#devices/drive.ts';
import { guardedDrives } from '#devices/open-drive.ts';

const ZRAM = {
  enumerator: 'lsblk:json',
  busType: 'UNKNOWN',
  busVersion: null,
  device: '/dev/zram0',
  devicePath: null,
  raw: '/dev/zram0',
  description: '',
  error: null,
  size: null,
  blockSize: 4096,
  logicalBlockSize: 4096,
  mountpoints: [],
  isReadOnly: false,
  isSystem: false,
  isVirtual: true,
  isRemovable: true,
  isCard: null,
  isSCSI: null,
  isUSB: null,
  isUAS: null,
  partitionTableType: null,
};
const DISK = {
  ...ZRAM,
  device: '/dev/vda',
  raw: '/dev/vda',
  description: '0x1af4',
  size: 274877906944,
  logicalBlockSize: 512,
  mountpoints: [{ path: '/', label: null }],
  isSystem: true,
  isVirtual: false,
  isRemovable: false,
};
const WINDOWS_STICK = {
  enumerator: 'USBSTOR',
  busType: 'USB',
  busVersion: '2.0',
  device: '\\\\.\\PhysicalDrive1',
  devicePath: null,
  raw: '\\\\.\\PhysicalDrive1',
  description: 'SanDisk\u202e Ultra USB Device',
  error: null,
  size: 31914983424,
  blockSize: 512,
  logicalBlockSize: 512,
  mountpoints: [{ path: 'E:\\' }],
  isReadOnly: false,
  isSystem: false,
  isVirtual: false,
  isRemovable: true,
  isCard: false,
  isSCSI: false,
  isUSB: true,
  isUAS: false,
  partitionTableType: 'mbr',
};

const answering = (answer: unknown) => () => Promise.resolve({ list: () => Promise.resolve(answer) });

test('the recorded answer: memory is no drive, the system disk is one', async () => {
  const drives = await listByDrivelist(answering([ZRAM, DISK]));
  expect(drives).toMatchObject([
    { device: '/dev/vda', enumerator: 'drivelist', busType: 'unknown', isSystem: true, isUSB: false },
  ]);
});

test('a live system’s own stick is a system drive, although drivelist takes it for removable', async () => {
  const stick = { ...DISK, device: '/dev/sda', isSystem: false, isRemovable: true };
  expect(await listByDrivelist(answering([stick]))).toMatchObject([{ isSystem: true }]);
});

test('a stick of Windows, with what is not known said to be unknown', async () => {
  const [drive] = (await listByDrivelist(answering([WINDOWS_STICK]))) ?? [];
  expect(drive).toMatchObject({
    description: 'SanDisk Ultra USB Device',
    busType: 'usb',
    mountpoints: [{ path: 'E:\\', label: null }],
    serial: null,
    error: expect.stringContaining('drivelist') as unknown,
  });
  if (drive === undefined) throw new Error('no drive');
  expect(judgeDrive(drive).map(({ severity }) => severity)).toEqual(['confirm', 'warning']);
});

test.each<[string, () => Promise<unknown>]>([
  ['the package is missing', () => Promise.reject(new Error("Cannot find package 'drivelist'"))],
  [
    'its native part is missing',
    () => Promise.resolve({ list: () => Promise.reject(new Error('no .node')) }),
  ],
  ['it answers something else', answering([{ device: 7 }])],
  ['it is another package', () => Promise.resolve({})],
])('no list when %s', async (_, load) => {
  expect(await listByDrivelist(load)).toBeUndefined();
});

test('its functions are found on the default export, too', async () => {
  const load = async () => ({ default: await answering([DISK])() });
  expect(await listByDrivelist(load)).toHaveLength(1);
});

test('it is shown when the adapter cannot list, never written, and never hides the reason', async () => {
  const broken = new MediaError('E_DEVICE_LIST', 'lsblk is missing');
  const platform = () => Promise.reject(broken);
  const shown = guardedDrives(platform, () => listByDrivelist(answering([WINDOWS_STICK])));
  const [drive] = await shown.list();
  if (drive === undefined) throw new Error('no drive');
  const target = { identity: identityOf(drive), isConfirmed: true, allowLoop: true };
  await expect(shown.openForWriting(target, { sourcePaths: [] })).rejects.toBe(broken);
  await expect(guardedDrives(platform, () => Promise.resolve([])).list()).rejects.toBe(broken);
  await expect(guardedDrives(platform).list()).rejects.toBe(broken);
});
