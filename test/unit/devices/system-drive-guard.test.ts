/** Which drives may be written, one situation per line. */
import { describe, expect, test } from 'vitest';
import { identityChange, judgeDrive, type DriveFacts } from '#devices/system-drive-guard.ts';

const STICK: DriveFacts = {
  path: '/dev/sdb',
  name: 'sdb',
  deviceNumber: '8:16',
  kind: 'disk',
  isRemovable: true,
  isReadOnly: false,
  sizeBytes: 32e9,
  sectorBytes: 512,
  serial: '4C530001',
  model: 'Ultra',
  attachment: '12',
  mounts: [],
  swaps: [],
  holders: [],
};

const mounted = (device: string, mountPoint: string): Partial<DriveFacts> => ({
  mounts: [{ device, mountPoint }],
});

const CASES: readonly [string, Partial<DriveFacts>, readonly string[]][] = [
  ['a USB stick with nothing mounted', {}, []],
  ['the drive of the root file system', mounted('sdb2', '/'), ['refuse E_DEVICE_SYSTEM']],
  ['the drive of the EFI partition', mounted('sdb1', '/boot/efi'), ['refuse E_DEVICE_SYSTEM']],
  ['root on LVM on LUKS', { ...mounted('dm-1', '/'), holders: ['dm-0', 'dm-1'] }, ['refuse E_DEVICE_SYSTEM']],
  ['a drive with /home', mounted('sdb3', '/home'), ['refuse E_DEVICE_SYSTEM']],
  ['a mount below a system folder', mounted('sdb3', '/var/lib/containers'), ['refuse E_DEVICE_SYSTEM']],
  ['a folder that only begins like one', mounted('sdb1', '/variant'), ['refuse E_DEVICE_IN_USE']],
  ['a stick the desktop has mounted', mounted('sdb1', '/media/anna/STICK'), ['refuse E_DEVICE_IN_USE']],
  ['a drive with swap', { swaps: ['sdb4'] }, ['refuse E_DEVICE_SYSTEM']],
  [
    'the system drive with other mounts: the stronger word first',
    { mounts: [...(mounted('sdb3', '/data').mounts ?? []), ...(mounted('sdb1', '/').mounts ?? [])] },
    ['refuse E_DEVICE_SYSTEM', 'refuse E_DEVICE_IN_USE'],
  ],
  ['an assembled but unmounted RAID', { holders: ['md127'] }, ['refuse E_DEVICE_IN_USE']],
  ['a write-protected stick', { isReadOnly: true }, ['refuse E_DEVICE_READ_ONLY']],
  ['a card reader without card', { sizeBytes: 0 }, ['refuse E_DEVICE_EMPTY']],
  ['a partition', { kind: 'partition', path: '/dev/sdb1' }, ['refuse E_DEVICE_TARGET']],
  ['a logical volume', { kind: 'other' }, ['refuse E_DEVICE_TARGET']],
  ['a loop device', { kind: 'loop' }, ['refuse E_DEVICE_LOOP']],
  ['an internal disk with nothing mounted', { isRemovable: false }, ['confirm E_DEVICE_FIXED']],
  ['a 2 TB USB disk', { sizeBytes: 2e12 }, ['confirm E_DEVICE_LARGE']],
  [
    'the system disk, also internal and large',
    { ...mounted('sdb1', '/'), isRemovable: false, sizeBytes: 2e12 },
    ['refuse E_DEVICE_SYSTEM', 'confirm E_DEVICE_FIXED', 'confirm E_DEVICE_LARGE'],
  ],
];

test.each(CASES)('%s', (_, facts, expected) => {
  const findings = judgeDrive({ ...STICK, ...facts });
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
});

describe('loop devices', () => {
  const loop: DriveFacts = { ...STICK, kind: 'loop', isRemovable: false, sizeBytes: 2e12 };
  test('pass only when allowed, without questions', () => {
    expect(judgeDrive(loop, { allowLoop: true })).toEqual([]);
  });
  test('are refused in use also when allowed', () => {
    expect(judgeDrive({ ...loop, ...mounted('loop0p1', '/mnt') }, { allowLoop: true })).toMatchObject([
      { severity: 'refuse', code: 'E_DEVICE_IN_USE' },
    ]);
  });
});

describe('identity', () => {
  const chosen = { path: '/dev/sdb', serial: 'A', sizeBytes: 32e9, attachment: '12' };
  test('the same drive is the same', () => {
    expect(identityChange(chosen, { ...chosen })).toBeUndefined();
  });
  test.each([
    [{ serial: 'B' }, 'serial was A, now is B'],
    [{ serial: undefined }, 'serial was A, now is unknown'],
    [
      { sizeBytes: 64e9, attachment: '13' },
      'sizeBytes was 32000000000, now is 64000000000; attachment was 12, now is 13',
    ],
  ])('%o is another drive', (change, message) => {
    expect(identityChange(chosen, { ...chosen, ...change })).toBe(message);
  });
});
