/** Which drives may be written, one situation per line. */
import { describe, expect, test } from 'vitest';
import { identityChange, type Drive, type DriveUse, type Volume } from '#devices/drive.ts';
import { isSystemUse, judgeDrive, refuseUnwritable, useOfMount, type GuardOptions } from '#devices/guard.ts';
import { STICK, volume } from '../../support/drives.ts';

const used = (...uses: readonly DriveUse[]): Partial<Drive> => ({ uses, isSystem: isSystemUse(uses) });
const mounted = (device: string, mountPoint: string): Partial<Drive> => used(useOfMount(device, mountPoint));
const held: DriveUse = { kind: 'held', device: '/dev/dm-0', detail: '/dev/mapper/luks-1' };
const swap: DriveUse = { kind: 'swap', device: '/dev/sdb4', detail: '/dev/sdb4' };
const parts = (...fileSystems: readonly (string | null)[]): readonly Volume[] =>
  fileSystems.map((fileSystem, index) => volume({ device: `/dev/sdb${index + 1}`, fileSystem }));

const CASES: readonly [string, Partial<Drive>, readonly string[], GuardOptions?][] = [
  ['a USB stick with nothing mounted', {}, []],
  ['the drive of the root file system', mounted('/dev/sdb2', '/'), ['never E_DEVICE_SYSTEM']],
  ['the drive of the EFI partition', mounted('/dev/sdb1', '/boot/efi'), ['never E_DEVICE_SYSTEM']],
  [
    'root on LVM on LUKS',
    used(useOfMount('/dev/dm-1', '/'), held),
    ['never E_DEVICE_SYSTEM', 'never E_DEVICE_IN_USE'],
  ],
  ['a drive with /home', mounted('/dev/sdb3', '/home'), ['never E_DEVICE_SYSTEM']],
  ['a mount below a system folder', mounted('/dev/sdb3', '/var/lib/containers'), ['never E_DEVICE_SYSTEM']],
  ['the medium of a live system', mounted('/dev/sdb1', '/run/live/medium'), ['never E_DEVICE_SYSTEM']],
  ['a folder that only begins like one', mounted('/dev/sdb1', '/variant'), ['confirm E_DEVICE_IN_USE']],
  ['a stick the desktop has mounted', mounted('/dev/sdb1', '/media/anna/STICK'), ['warning E_DEVICE_IN_USE']],
  ['a stick Fedora has mounted', mounted('/dev/sdb1', '/run/media/anna/STICK'), ['warning E_DEVICE_IN_USE']],
  ['a stick with a drive letter', mounted('\\\\?\\Volume{1}\\', 'E:\\'), ['warning E_DEVICE_IN_USE']],
  [
    "the program's own files",
    used({ kind: 'system', device: '/dev/sdb1', detail: '/media/anna/STICK/app' }),
    ['never E_DEVICE_SYSTEM'],
  ],
  ['a drive with swap', used(swap), ['never E_DEVICE_SYSTEM']],
  [
    'the system drive with other mounts: the stronger word first',
    used(useOfMount('/dev/sdb3', '/mnt/data'), useOfMount('/dev/sdb1', '/')),
    ['never E_DEVICE_SYSTEM', 'warning E_DEVICE_IN_USE'],
  ],
  ['an adapter that says system and not why', { isSystem: true }, ['never E_DEVICE_SYSTEM']],
  [
    'an adapter that forgot a use but names the mount point',
    { mountpoints: [{ path: '/boot', label: null }] },
    ['never E_DEVICE_SYSTEM'],
  ],
  ['the same among the volumes', { volumes: [volume({ mountpoints: ['/usr'] })] }, ['never E_DEVICE_SYSTEM']],
  [
    'an adapter that calls / a plain mount',
    used({ kind: 'mounted', device: '/dev/sdb1', detail: '/' }),
    ['never E_DEVICE_SYSTEM'],
  ],
  ['an opened LUKS volume, not mounted', used(held), ['never E_DEVICE_IN_USE']],
  ['a write-protected stick', { isReadOnly: true }, ['never E_DEVICE_READ_ONLY']],
  ['a card reader without card', { size: 0 }, ['never E_DEVICE_EMPTY']],
  ['exactly large enough', { size: 32e9 }, [], { neededBytes: 32e9 }],
  ['one byte too small', { size: 32e9 }, ['never E_DEVICE_TOO_SMALL'], { neededBytes: 32e9 + 1 }],
  [
    'the source image lies on it',
    mounted('/dev/sdb1', '/media/anna/STICK'),
    ['never E_DEVICE_SOURCE', 'warning E_DEVICE_IN_USE'],
    { sourcePaths: ['/media/anna/STICK/images/boot.iso'] },
  ],
  [
    'the source lies on a drive with a longer name',
    mounted('/dev/sdb1', '/media/anna/STICK'),
    ['warning E_DEVICE_IN_USE'],
    { sourcePaths: ['/media/anna/STICK2/boot.iso'] },
  ],
  ['the drive is its own source', {}, ['never E_DEVICE_SOURCE'], { sourcePaths: ['/dev/sdb'] }],
  [
    'a source on a drive letter, in other case',
    { volumes: [volume({ mountpoints: ['E:\\'] })] },
    ['never E_DEVICE_SOURCE', 'warning E_DEVICE_IN_USE'],
    { sourcePaths: ['e:\\boot.iso'] },
  ],
  ['a partition', { kind: 'partition', device: '/dev/sdb1' }, ['never E_DEVICE_TARGET']],
  ['a logical volume', { kind: 'other' }, ['never E_DEVICE_TARGET']],
  ['a loop device', { kind: 'loop', isVirtual: true }, ['never E_DEVICE_LOOP']],
  ['an attached disk image', { isVirtual: true }, ['never E_DEVICE_LOOP']],
  ['an internal disk with nothing mounted', { isRemovable: false }, ['confirm E_DEVICE_FIXED']],
  ['a 256 GB stick', { size: 256_060_514_304 }, []],
  ['a 2 TB USB disk', { size: 2e12 }, ['confirm E_DEVICE_LARGE']],
  ['two partitions with data', { volumes: parts('exfat', 'vfat') }, []],
  ['three, but one without a file system', { volumes: parts('exfat', 'vfat', null) }, []],
  ['three partitions with data', { volumes: parts('vfat', 'ntfs', 'ntfs') }, ['confirm E_DEVICE_DATA']],
  ['something could not be found out', { error: 'no answer' }, ['confirm E_DEVICE_LIST']],
  [
    'the system disk, also internal and large',
    { ...mounted('/dev/sdb1', '/'), isRemovable: false, size: 2e12 },
    ['never E_DEVICE_SYSTEM', 'confirm E_DEVICE_FIXED', 'confirm E_DEVICE_LARGE'],
  ],
];

test.each(CASES)('%s', (_, facts, expected, options) => {
  const findings = judgeDrive({ ...STICK, ...facts }, options);
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
});

describe('why a drive is never written', () => {
  const program: DriveUse = { kind: 'system', device: '/dev/sdb2', detail: '/opt/media-builder/dist' };
  const root: Drive = {
    ...STICK,
    ...used(program, useOfMount('/dev/sdb1', '/boot'), useOfMount('/dev/sdb2', '/')),
    mountpoints: [
      { path: '/boot', label: null },
      { path: '/', label: null },
    ],
  };
  const words = (drive: Drive): readonly string[] =>
    judgeDrive(drive).map(({ message }) => message.replace(/^.*program: /, ''));
  test('names the root file system first, then other mount points, then files of the program', () => {
    expect(words(root)).toEqual([
      '/dev/sdb2 is mounted at /',
      '/dev/sdb1 is mounted at /boot',
      '/opt/media-builder/dist lies on /dev/sdb2',
    ]);
  });
  test('keeps the words of an adapter that names no place', () => {
    const detail = 'marked by Windows as its own disk';
    expect(words({ ...STICK, ...used({ kind: 'system', device: STICK.device, detail }) })).toEqual([
      `${STICK.device} is ${detail}`,
    ]);
  });
});

describe('loop devices', () => {
  const loop: Drive = { ...STICK, kind: 'loop', isVirtual: true, isRemovable: false, size: 2e12 };
  test('pass only when allowed, without questions', () => {
    expect(judgeDrive(loop, { allowLoop: true })).toEqual([]);
  });
  test('are refused as system drives also when allowed', () => {
    const findings = judgeDrive({ ...loop, ...mounted('/dev/loop0p1', '/') }, { allowLoop: true });
    expect(findings).toMatchObject([{ severity: 'never', code: 'E_DEVICE_SYSTEM' }]);
  });
});

describe('the verdict as an error', () => {
  test('"never" stands whatever is confirmed', () => {
    expect(() => {
      refuseUnwritable({ ...STICK, ...mounted('/dev/sdb1', '/') }, { isConfirmed: true, allowLoop: true });
    }).toThrow(expect.objectContaining({ code: 'E_DEVICE_SYSTEM' }) as Error);
  });
  test('"confirm" is lifted by the confirmation, a warning needs none', () => {
    const unusual = { ...STICK, ...mounted('/dev/sdb1', '/media/x'), size: 2e12, isRemovable: false };
    expect(() => {
      refuseUnwritable(unusual);
    }).toThrow(expect.objectContaining({ code: 'E_DEVICE_FIXED' }) as Error);
    expect(() => {
      refuseUnwritable(unusual, { isConfirmed: true });
    }).not.toThrow();
  });
});

describe('identity', () => {
  const chosen = {
    device: '/dev/sdb',
    serial: 'A',
    size: 32e9,
    devicePath: 'pci-1-usb-0:1',
    attachment: '12',
  };
  test('the same drive is the same', () => {
    expect(identityChange(chosen, { ...chosen })).toBeUndefined();
  });
  test.each([
    [{ serial: 'B' }, 'serial number was A, now is B'],
    [{ serial: null }, 'serial number was A, now is unknown'],
    [{ devicePath: 'pci-1-usb-0:2' }, 'port was pci-1-usb-0:1, now is pci-1-usb-0:2'],
    [
      { size: 64e9, attachment: '13' },
      'size was 32000000000, now is 64000000000; attachment number was 12, now is 13',
    ],
  ])('%o is another drive', (change, message) => {
    expect(identityChange(chosen, { ...chosen, ...change })).toBe(message);
  });
});
