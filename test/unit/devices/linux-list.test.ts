/** The drives of other machines from the facts their kernels show; and this machine's own root drive. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Drive } from '#devices/drive.ts';
import { deviceNumber, parseLoopFiles, parseProbe } from '#devices/linux/facts.ts';
import { graphOf, listLinuxDrives } from '#devices/linux/list.ts';
import { portPath } from '#devices/linux/port-path.ts';
import { readBlocks } from '#devices/linux/sysfs.ts';
import {
  disk,
  driveOf,
  machine,
  type MachineParts,
  partition,
  stacked,
  verdictsOn,
} from '../../support/linux-machine.ts';
import { tempFolder } from '../../support/temp.ts';

const stick = disk('sdb', '8:16', {
  diskseq: '12',
  'device/vendor': 'SanDisk',
  'device/model': 'Ultra',
  'usb/serial': '4C53',
});

describe('what lies on a drive', () => {
  test('nothing: a stick with an unmounted partition', () => {
    const drive = driveOf({
      blocks: { ...stick, ...partition('sdb', 'sdb1', '8:17') },
      lsblk: { sdb: { pttype: 'dos' }, sdb1: { fstype: 'vfat', label: 'STICK', fsused: 4096 } },
    });
    expect(drive).toEqual({
      device: '/dev/sdb',
      raw: '/dev/sdb',
      displayName: '/dev/sdb',
      description: 'SanDisk Ultra',
      enumerator: 'lsblk',
      busType: 'usb',
      devicePath: 'pci-0000:00:14.0-usb-0:2:1.0-scsi-0:0:0:0',
      size: 32e9,
      logicalBlockSize: 512,
      blockSize: 512,
      partitionTableType: 'mbr',
      mountpoints: [],
      isSystem: false,
      isReadOnly: false,
      isRemovable: true,
      isUSB: true,
      isCard: false,
      isVirtual: false,
      error: null,
      kind: 'disk',
      serial: '4C53',
      attachment: '12',
      volumes: [
        {
          device: '/dev/sdb1',
          kind: 'partition',
          fileSystem: 'vfat',
          label: 'STICK',
          size: 1048576,
          usedBytes: 4096,
          mountpoints: [],
        },
      ],
      uses: [],
    } satisfies Drive);
    expect(verdictsOn(drive)).toEqual([]);
  });

  test('a mounted partition, with a blank in its folder', () => {
    const drive = driveOf({
      blocks: { ...stick, ...partition('sdb', 'sdb1', '8:17') },
      mountinfo: ['40 28 8:17 / /media/anna/MY\\040STICK rw,nosuid shared:1 - vfat /dev/sdb1 rw'],
    });
    expect(drive.uses).toEqual([{ kind: 'mounted', device: '/dev/sdb1', detail: '/media/anna/MY STICK' }]);
    expect(drive.mountpoints).toEqual([{ path: '/media/anna/MY STICK', label: null }]);
    expect(verdictsOn(drive)).toEqual(['warning E_DEVICE_IN_USE']);
  });

  test('the whole drive mounted without partitions', () => {
    const drive = driveOf({ blocks: stick, mountinfo: ['40 28 8:16 / /mnt rw - vfat /dev/sdb rw'] });
    expect(drive.volumes).toMatchObject([{ kind: 'whole', fileSystem: 'vfat', mountpoints: ['/mnt'] }]);
    expect(verdictsOn(drive)).toEqual(['warning E_DEVICE_IN_USE']);
  });

  const luks = {
    ...stick,
    ...partition('sdb', 'sdb2', '8:18', ['dm-0']),
    ...stacked('dm-0', '253:0', {
      holders: ['dm-1'],
      attributes: { 'dm/name': 'luks', 'dm/uuid': 'CRYPT-LUKS2-1' },
    }),
    ...stacked('dm-1', '253:1', { attributes: { 'dm/name': 'vg-root', 'dm/uuid': 'LVM-1' } }),
  };

  test('root on LVM on LUKS on a partition', () => {
    const drive = driveOf({ blocks: luks, mountinfo: ['22 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw'] });
    expect(drive.volumes.map(({ kind }) => kind)).toEqual(['partition', 'crypt', 'lvm']);
    expect(verdictsOn(drive)[0]).toBe('never E_DEVICE_SYSTEM');
  });

  test('an opened LUKS volume that nobody mounted is somebody else’s work', () => {
    expect(verdictsOn(driveOf({ blocks: luks }))).toEqual(['never E_DEVICE_IN_USE', 'never E_DEVICE_IN_USE']);
  });

  test('a RAID known only by its slaves', () => {
    const drive = driveOf({ blocks: { ...stick, ...stacked('md0', '9:0', { slaves: ['sdb'] }) } });
    expect(verdictsOn(drive)).toEqual(['never E_DEVICE_IN_USE']);
  });

  test('swap on a partition', () => {
    const drive = driveOf({
      blocks: { ...stick, ...partition('sdb', 'sdb3', '8:19') },
      swaps: ['/dev/sdb3 partition 1000 0 -2'],
    });
    expect(verdictsOn(drive)).toEqual(['never E_DEVICE_SYSTEM']);
    expect(drive.isSystem).toBe(true);
  });

  test('a swap file on a mounted partition', () => {
    const drive = driveOf({
      blocks: { ...stick, ...partition('sdb', 'sdb1', '8:17') },
      mountinfo: ['40 28 8:17 / /media/anna rw - ext4 /dev/sdb1 rw'],
      swaps: ['/media/anna/swapfile file 1000 0 -2'],
    });
    expect(verdictsOn(drive)).toContain('never E_DEVICE_SYSTEM');
  });

  test('a loop device over a partition', () => {
    const drive = driveOf({
      blocks: {
        ...stick,
        ...partition('sdb', 'sdb1', '8:17'),
        ...stacked('loop3', '7:3', { attributes: { 'loop/backing_file': '/dev/sdb1' } }),
      },
      mountinfo: ['40 28 7:3 / /mnt rw - ext4 /dev/loop3 rw'],
    });
    expect(verdictsOn(drive)).toEqual(['never E_DEVICE_IN_USE', 'warning E_DEVICE_IN_USE']);
  });

  test('the second member of a btrfs that is mounted by its first', () => {
    const drive = driveOf({
      blocks: { ...stick, ...disk('sdc', '8:32') },
      btrfs: [['sdb', 'sdc']],
      mountinfo: ['40 28 0:41 / / rw - btrfs /dev/sdc rw'],
    });
    expect(verdictsOn(drive)).toEqual(['never E_DEVICE_SYSTEM']);
  });

  test('what only the first process sees mounted', () => {
    const drive = driveOf({ blocks: stick, outerMountinfo: ['22 1 8:16 / / rw - ext4 /dev/root rw'] });
    expect(verdictsOn(drive)).toEqual(['never E_DEVICE_SYSTEM']);
  });

  test("a neighbour's mounts are not its own", () => {
    const drive = driveOf({
      blocks: { ...stick, ...disk('sdba', '67:64'), ...partition('sdba', 'sdba1', '67:65') },
      mountinfo: ['22 1 67:65 / / rw - ext4 /dev/sdba1 rw'],
    });
    expect(verdictsOn(drive)).toEqual([]);
  });

  test('the medium of a live system, by the overlay and the image its root is made of', () => {
    const drive = driveOf({
      blocks: {
        ...stick,
        ...partition('sdb', 'sdb1', '8:17'),
        ...stacked('loop0', '7:0', { attributes: { 'loop/backing_file': '/media/x/filesystem.squashfs' } }),
      },
      mountinfo: [
        '20 1 0:20 / / rw - overlay overlay rw,lowerdir=/somewhere/rootfs,upperdir=/cow/rw,workdir=/cow/w',
        '21 20 8:17 / /media/x ro - vfat /dev/sdb1 ro',
        '22 20 7:0 / /somewhere/rootfs ro - squashfs /dev/loop0 ro',
      ],
    });
    expect(verdictsOn(drive)[0]).toBe('never E_DEVICE_SYSTEM');
  });

  test("the program's own files on a mounted stick", () => {
    const drive = driveOf({
      blocks: { ...stick, ...partition('sdb', 'sdb1', '8:17') },
      mountinfo: ['40 28 8:17 / /media/anna rw - ext4 /dev/sdb1 rw'],
      ownFiles: [{ path: '/media/anna/media-builder', number: '8:17' }],
    });
    expect(verdictsOn(drive)).toEqual(['never E_DEVICE_SYSTEM', 'warning E_DEVICE_IN_USE']);
  });

  test('a member of the ZFS pool the root is on, which no link of the kernel leads to', () => {
    const drive = driveOf({
      blocks: { ...stick, ...partition('sdb', 'sdb1', '8:17') },
      lsblk: { sdb1: { fstype: 'zfs_member' } },
      mountinfo: ['22 1 0:30 / / rw - zfs rpool/ROOT/debian rw'],
    });
    expect(verdictsOn(drive)).toEqual(['never E_DEVICE_SYSTEM']);
  });
});

describe('which drives there are', () => {
  test('no partitions, optical drives, memory, device mapper, boot areas of eMMC, or loop devices without a file', () => {
    const names = ['sr0', 'zram0', 'ram0', 'dm-3', 'md0', 'loop7', 'mmcblk0boot0', 'nbd0'];
    const blocks = Object.assign(
      { ...partition('sdb', 'sdb1', '8:17'), ...stick },
      ...names.map((name, index) => disk(name, `1:${index}`)),
      disk('sdk', '8:160', { hidden: '1' }),
    ) as MachineParts['blocks'];
    expect(listLinuxDrives(machine({ blocks })).map(({ device }) => device)).toEqual(['/dev/sdb']);
  });

  test('a loop device with a file is one, and virtual', () => {
    const blocks = stacked('loop0', '7:0', { attributes: { 'loop/backing_file': '/tmp/stick.img' } });
    expect(driveOf({ blocks }, '/dev/loop0')).toMatchObject({
      kind: 'loop',
      isVirtual: true,
      busType: 'loop',
      description: 'Loop device over stick.img',
    });
  });

  test.each([
    [{ removable: '0' }, false],
    [{ removable: '1' }, true],
    [{ removable: '0', 'device/type': 'SD' }, true],
    [{ removable: '0', 'device/type': 'MMC' }, false],
  ])('%o: removable is %s', (more, isRemovable) => {
    const blocks = disk('mmcblk0', '179:0', more, '/devices/platform/soc/mmc0/mmc0:0001/block/mmcblk0');
    expect(driveOf({ blocks }, '/dev/mmcblk0')).toMatchObject({ isRemovable });
  });

  test('a USB disk is removable, whatever it says of itself', () => {
    expect(driveOf({ blocks: disk('sdb', '8:16', { removable: '0' }) })).toMatchObject({ isRemovable: true });
  });

  test.each([
    ['SanDisk\u202eartlU', 'SanDiskartlU'],
    ['Ultra\n/dev/sda  500 GB', 'Ultra /dev/sda 500 GB'],
    ['\u0000\u200b', 'Drive sdb'],
  ])('a name made to deceive, %j, is shown as %j', (model, description) => {
    expect(driveOf({ blocks: disk('sdb', '8:16', { 'device/model': model }) })).toMatchObject({
      description,
    });
  });

  test('what lsblk says in an old form (text for numbers) is understood', () => {
    const facts = machine({ blocks: stick });
    const lsblk = { blockdevices: [{ name: '/dev/sdb', fstype: 'iso9660', label: 'X', fsused: '2048' }] };
    expect(listLinuxDrives({ ...facts, lsblk })[0]?.volumes).toMatchObject([
      { kind: 'whole', fileSystem: 'iso9660', label: 'X', usedBytes: 2048 },
    ]);
  });

  test.each([[{}], [{ blockdevices: 'none' }], [null]])('lsblk answering %j is an error', (lsblk) => {
    expect(() => listLinuxDrives({ ...machine({ blocks: stick }), lsblk })).toThrow(
      expect.objectContaining({ code: 'E_DEVICE_LIST' }) as Error,
    );
  });
});

// In the words of udev's path_id; it leaves out the last part for ATA.
test.each([
  [
    '/devices/pci0000:00/0000:00:14.0/usb2/2-2/2-2:1.0/host6/target6:0:0/6:0:0:0/block/sdb',
    'pci-0000:00:14.0-usb-0:2:1.0-scsi-0:0:0:0',
  ],
  [
    '/devices/pci0000:00/0000:00:1d.0/usb4/4-1/4-1.4/4-1.4:1.0/host9/target9:0:0/9:0:0:1/block/sdc',
    'pci-0000:00:1d.0-usb-0:1.4:1.0-scsi-0:0:0:1',
  ],
  [
    '/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda',
    'pci-0000:00:17.0-ata-1-scsi-0:0:0:0',
  ],
  ['/devices/pci0000:00/0000:00:1d.0/0000:3d:00.0/nvme/nvme0/nvme0n1', 'pci-0000:3d:00.0-nvme-1'],
  ['/devices/pci0000:00/0000:00:04.0/virtio1/block/vda', 'pci-0000:00:04.0'],
  ['/devices/virtual/block/loop0', null],
])('%s is plugged in at %s', (folder, expected) => {
  expect(portPath(folder)).toBe(expected);
});

test('the port keeps its name when the host counts up', () => {
  const place = (host: number): string =>
    `/devices/pci0000:00/0000:00:14.0/usb2/2-2/2-2:1.0/host${host}/target${host}:0:0/${host}:0:0:0/block/sdb`;
  expect(portPath(place(6))).toBe(portPath(place(7)));
});

test('mounts are taken down innermost first, others upon them included', () => {
  const facts = machine({
    blocks: { ...stick, ...partition('sdb', 'sdb1', '8:17') },
    mountinfo: [
      '20 1 8:1 / / rw - ext4 /dev/sda1 rw',
      '31 20 8:17 / /media/x rw - vfat /dev/sdb1 rw',
      '32 31 0:50 / /media/x/tmp rw - tmpfs tmpfs rw',
      '33 32 8:17 /a /media/x/tmp/a rw - vfat /dev/sdb1 rw',
      '34 20 8:17 /a /srv/a rw - vfat /dev/sdb1 rw',
      '35 20 0:51 / /other rw - tmpfs tmpfs rw',
    ],
  });
  const order = graphOf(facts).unmountOrder('sdb');
  expect(order.map(({ mountPoint }) => mountPoint)).toEqual([
    '/media/x/tmp/a',
    '/media/x/tmp',
    '/media/x',
    '/srv/a',
  ]);
});

test('a USB drive has the serial number of its USB device, not of a hub or the controller', async () => {
  const root = await tempFolder('facts');
  const usb = join(root, 'devices/pci0000:00/usb1/1-2');
  const block = join(usb, '1-2:1.0/host6/target6:0:0/6:0:0:0/block/sdb');
  const files: Record<string, string> = {
    [join(usb, 'idVendor')]: '0781',
    [join(usb, 'serial')]: '4C530001230',
    [join(root, 'devices/pci0000:00/usb1/idVendor')]: '1d6b',
    [join(root, 'devices/pci0000:00/usb1/serial')]: 'of the controller',
    [join(block, 'dev')]: '8:16',
    [join(block, 'sdb1/dev')]: '8:17',
    [join(block, 'holders/dm-0')]: '',
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${text}\n`);
  }
  await mkdir(join(root, 'class/block'), { recursive: true });
  await symlink(block, join(root, 'class/block/sdb'));
  expect(await readBlocks(root)).toMatchObject({
    sdb: {
      number: '8:16',
      folder: '/devices/pci0000:00/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block/sdb',
      attributes: { 'usb/serial': '4C530001230' },
      holders: ['dm-0'],
    },
  });
});

test('a list of devices that cannot be read is an error, not an empty list', async () => {
  await expect(readBlocks(join(await tempFolder('facts'), 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([
  [0x810n, '8:16'],
  [0xfe00n, '254:0'],
  // makedev(259, 300) of glibc: minors above 255 continue in bit 20.
  [0x11032cn, '259:300'],
])('device number %d is %s', (rdev, expected) => {
  expect(deviceNumber(rdev)).toBe(expected);
});

test.each([
  ['/dev/loop1 254:0\n/dev/loop12 0:27\n', { loop1: '254:0', loop12: '0:27' }],
  // util-linux 2.38.1
  ['/dev/loop1 \\x20\\x20\\x20\\x20\\x20254:0\\x20\\x20\n', { loop1: '254:0' }],
  ['/dev/loop1 \n', {}],
  ['', {}],
])('losetup printing %j says %o', (text, expected) => {
  expect(parseLoopFiles(text)).toEqual(expected);
});

test('what blkid prints fills in for lsblk where there is no udev', () => {
  const probed = {
    sdb: parseProbe('DEVNAME=/dev/sdb\nPTUUID=1234\nPTTYPE=gpt\n'),
    sdb1: parseProbe('DEVNAME=/dev/sdb1\nLABEL=MY\\ STICK\nTYPE=vfat\nUSAGE=filesystem\n'),
  };
  const facts = machine({ blocks: { ...stick, ...partition('sdb', 'sdb1', '8:17') } });
  expect(listLinuxDrives({ ...facts, probed })).toMatchObject([
    { partitionTableType: 'gpt', volumes: [{ fileSystem: 'vfat', label: 'MY STICK' }] },
  ]);
});
