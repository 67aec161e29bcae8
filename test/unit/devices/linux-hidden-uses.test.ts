/** Drives that hold something of the system in ways that are easily overlooked: the number of a mount or its source leads nowhere. */
import { expect, test } from 'vitest';
import { judgeDrive } from '#devices/guard.ts';
import { listLinuxDrives } from '#devices/linux/list.ts';
import { disk, driveOf, machine, partition, stacked, verdictsOn } from '../../support/linux-machine.ts';

const stick = disk('sdb', '8:16');

test("the program's own files in a part of a btrfs that has another number than its mount", () => {
  const drive = driveOf({
    blocks: { ...stick, ...partition('sdb', 'sdb1', '8:17') },
    mountinfo: ['40 28 0:41 / /media/anna rw - btrfs /dev/sdb1 rw'],
    ownFiles: [{ path: '/media/anna/part/media-builder', number: '0:44' }],
  });
  expect(verdictsOn(drive)[0]).toBe('never E_DEVICE_SYSTEM');
});

test('a btrfs whose mount names a device that is not there any more', () => {
  const drive = driveOf({
    blocks: stick,
    btrfs: [['sdb']],
    mountinfo: ['22 1 0:41 / / rw - btrfs /dev/sdz9 rw'],
  });
  expect(verdictsOn(drive)).toEqual(['never E_DEVICE_SYSTEM']);
});

test('a file system of several devices that its mount names all', () => {
  const blocks = { ...stick, ...disk('sdc', '8:32') };
  const mountinfo = ['22 1 0:41 / / rw - bcachefs /dev/sdc:/dev/sdb rw'];
  for (const device of ['/dev/sdb', '/dev/sdc']) {
    expect(verdictsOn(driveOf({ blocks, mountinfo }, device))).toEqual(['never E_DEVICE_SYSTEM']);
  }
});

test('a loop device that shows the bytes of a system drive is one, also when loop devices are allowed', () => {
  const loops = stacked('loop1', '7:1', { attributes: { 'loop/backing_file': '/dev/loop0' } });
  const drive = driveOf(
    {
      blocks: {
        ...stick,
        ...partition('sdb', 'sdb1', '8:17'),
        ...stacked('loop0', '7:0', { attributes: { 'loop/backing_file': '/dev/sdb' } }),
        ...loops,
      },
      mountinfo: ['22 1 8:17 / / rw - ext4 /dev/sdb1 rw'],
    },
    '/dev/loop1',
  );
  expect(drive.isSystem).toBe(true);
  expect(judgeDrive(drive, { allowLoop: true })[0]).toMatchObject({
    severity: 'never',
    code: 'E_DEVICE_SYSTEM',
  });
});

test('a loop device that shows the bytes of an idle drive is as idle', () => {
  const loop0 = stacked('loop0', '7:0', { attributes: { 'loop/backing_file': '/dev/sdb' } });
  expect(driveOf({ blocks: { ...stick, ...loop0 } }, '/dev/loop0').uses).toEqual([]);
});

test('a loop device over a file, known by the number of its file system where the path leads elsewhere', () => {
  const image = stacked('loop0', '7:0', { attributes: { 'loop/backing_file': '/elsewhere/image' } });
  const drive = driveOf({
    blocks: { ...stick, ...partition('sdb', 'sdb1', '8:17'), ...image },
    mountinfo: ['20 1 8:1 / / rw - ext4 /dev/sda1 rw', '41 20 7:0 / /usr ro - ext4 /dev/loop0 ro'],
    loopFiles: { loop0: '8:17' },
  });
  expect(verdictsOn(drive)[0]).toBe('never E_DEVICE_SYSTEM');
});

test('the image a live root is made of, where the overlay names folders nobody can find', () => {
  const drive = driveOf({
    blocks: stick,
    mountinfo: [
      '20 1 0:20 / / rw - overlay overlay rw,lowerdir=/gone,upperdir=/gone/rw,workdir=/gone/w',
      '22 20 8:16 / /media/x ro - squashfs /dev/sdb ro',
    ],
  });
  expect(verdictsOn(drive)[0]).toBe('never E_DEVICE_SYSTEM');
});

test('a swap file below two mounts at the same folder lies on the one that hides the other', () => {
  const blocks = { ...stick, ...disk('sdc', '8:32') };
  const mountinfo = [
    '40 28 8:32 / /media/x rw - ext4 /dev/sdc rw',
    '41 40 8:16 / /media/x rw - ext4 /dev/sdb rw',
  ];
  const swaps = ['/media/x/swapfile file 1000 0 -2'];
  expect(verdictsOn(driveOf({ blocks, mountinfo, swaps }))).toContain('never E_DEVICE_SYSTEM');
  expect(verdictsOn(driveOf({ blocks, mountinfo, swaps }, '/dev/sdc'))).toEqual(['warning E_DEVICE_IN_USE']);
});

test('a member of the ZFS pool the root is on, known to blkid only', () => {
  const facts = machine({ blocks: stick, mountinfo: ['22 1 0:30 / / rw - zfs rpool/ROOT/debian rw'] });
  const [drive] = listLinuxDrives({ ...facts, probed: { sdb: { TYPE: 'zfs_member' } } });
  expect(drive?.isSystem).toBe(true);
});
