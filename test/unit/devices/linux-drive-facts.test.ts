/** The facts of other machines' drives, from copies of the files their kernels show; and this machine's own root drive. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deviceNumber, gatherDriveFacts } from '#devices/linux-drive-facts.ts';
import { inspectDrive, openDriveForWriting } from '#devices/raw-device.ts';
import { judgeDrive } from '#devices/system-drive-guard.ts';
import { oracle, testWith } from '../../support/oracle.ts';
import { tempFolder } from '../../support/temp.ts';

interface Machine {
  /** Below class/block: "sda/sda1/partition" -> text. Partitions are given under their disk and on their own. */
  readonly block: Readonly<Record<string, string>>;
  readonly mountinfo?: readonly string[];
  readonly outerMountinfo?: readonly string[];
  readonly swaps?: readonly string[];
  readonly btrfs?: Readonly<Record<string, string>>;
}

const disk = (name: string, number: string, more: Record<string, string> = {}): Record<string, string> => ({
  [`${name}/dev`]: number,
  [`${name}/size`]: '62500000',
  [`${name}/ro`]: '0',
  [`${name}/removable`]: '1',
  [`${name}/queue/logical_block_size`]: '512',
  ...Object.fromEntries(Object.entries(more).map(([key, value]) => [`${name}/${key}`, value])),
});

const partition = (parent: string, name: string, number: string): Record<string, string> => ({
  [`${parent}/${name}/partition`]: '1',
  [`${name}/partition`]: '1',
  [`${name}/dev`]: number,
});

async function gather(path: string, number: string, machine: Machine) {
  const root = await tempFolder('facts');
  const put = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), `${text}\n`);
  };
  for (const [name, text] of Object.entries(machine.block)) await put(`sys/class/block/${name}`, text);
  for (const [name, text] of Object.entries(machine.btrfs ?? {})) await put(`sys/fs/btrfs/${name}`, text);
  await put('proc/self/mountinfo', (machine.mountinfo ?? []).join('\n'));
  await put('proc/swaps', ['Filename Type Size Used Priority', ...(machine.swaps ?? [])].join('\n'));
  if (machine.outerMountinfo !== undefined) await put('proc/1/mountinfo', machine.outerMountinfo.join('\n'));
  return await gatherDriveFacts(path, {
    sys: join(root, 'sys'),
    proc: join(root, 'proc'),
    identify: (named) => Promise.resolve({ path: named, deviceNumber: number }),
  });
}

const codes = (facts: Awaited<ReturnType<typeof gather>>): readonly string[] =>
  judgeDrive(facts).map(({ severity, code }) => `${severity} ${code}`);

describe('what lies on a drive', () => {
  const stick = { ...disk('sdb', '8:16', { serial: ' 4C53 ', diskseq: '12', 'device/model': 'Ultra' }) };

  test('nothing: a stick with an unmounted partition', async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: { ...stick, ...partition('sdb', 'sdb1', '8:17') },
    });
    expect(facts).toEqual({
      path: '/dev/sdb',
      name: 'sdb',
      deviceNumber: '8:16',
      kind: 'disk',
      isRemovable: true,
      isReadOnly: false,
      sizeBytes: 32e9,
      sectorBytes: 512,
      serial: '4C53',
      model: 'Ultra',
      attachment: '12',
      mounts: [],
      swaps: [],
      holders: [],
    });
    expect(codes(facts)).toEqual([]);
  });

  test('a mounted partition, with a blank in its folder', async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: { ...stick, ...partition('sdb', 'sdb1', '8:17') },
      mountinfo: ['40 28 8:17 / /media/anna/MY\\040STICK rw,nosuid shared:1 - vfat /dev/sdb1 rw'],
    });
    expect(facts.mounts).toEqual([{ device: 'sdb1', mountPoint: '/media/anna/MY STICK' }]);
  });

  test('the whole drive mounted without partitions', async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: stick,
      mountinfo: ['40 28 8:16 / /mnt rw - vfat /dev/sdb rw'],
    });
    expect(codes(facts)).toEqual(['refuse E_DEVICE_IN_USE']);
  });

  test('root on LVM on LUKS on a partition', async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: {
        ...stick,
        ...partition('sdb', 'sdb2', '8:18'),
        'sdb2/holders/dm-0': '',
        'dm-0/dev': '253:0',
        'dm-0/holders/dm-1': '',
        'dm-1/dev': '253:1',
      },
      mountinfo: ['22 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw'],
    });
    expect(facts.holders).toEqual(['dm-0', 'dm-1']);
    expect(codes(facts)).toEqual(['refuse E_DEVICE_SYSTEM']);
  });

  test('a RAID known only by its slaves', async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: { ...stick, 'md0/dev': '9:0', 'md0/slaves/sdb': '' },
    });
    expect(codes(facts)).toEqual(['refuse E_DEVICE_IN_USE']);
  });

  test('swap on a partition', async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: { ...stick, ...partition('sdb', 'sdb3', '8:19') },
      swaps: ['/dev/sdb3 partition 1000 0 -2'],
    });
    expect(codes(facts)).toEqual(['refuse E_DEVICE_SYSTEM']);
  });

  test('a loop device over a partition', async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: {
        ...stick,
        ...partition('sdb', 'sdb1', '8:17'),
        'loop3/dev': '7:3',
        'loop3/loop/backing_file': '/dev/sdb1',
      },
      mountinfo: ['40 28 7:3 / /mnt rw - ext4 /dev/loop3 rw'],
    });
    expect(facts.mounts).toEqual([{ device: 'loop3', mountPoint: '/mnt' }]);
  });

  test('the second member of a btrfs that is mounted by its first', async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: { ...stick, ...disk('sdc', '8:32') },
      btrfs: { 'f00d/devices/sdb/dev': '', 'f00d/devices/sdc/dev': '' },
      mountinfo: ['40 28 0:41 / / rw - btrfs /dev/sdc rw'],
    });
    expect(codes(facts)).toEqual(['refuse E_DEVICE_SYSTEM']);
  });

  test('what only the first process sees mounted', async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: stick,
      outerMountinfo: ['22 1 8:16 / / rw - ext4 /dev/root rw'],
    });
    expect(codes(facts)).toEqual(['refuse E_DEVICE_SYSTEM']);
  });

  test("a neighbour's mounts are not its own", async () => {
    const facts = await gather('/dev/sdb', '8:16', {
      block: { ...stick, ...disk('sdba', '67:64'), ...partition('sdba', 'sdba1', '67:65') },
      mountinfo: ['22 1 67:65 / / rw - ext4 /dev/sdba1 rw'],
    });
    expect(codes(facts)).toEqual([]);
  });
});

describe('what kind a drive is', () => {
  const kindOf = async (name: string, more: Record<string, string>) =>
    await gather(`/dev/${name}`, '1:1', { block: disk(name, '1:1', more) });
  test.each([
    ['sdb', {}, 'disk'],
    ['nvme0n1', {}, 'disk'],
    ['sdb1', { partition: '1' }, 'partition'],
    ['loop7', {}, 'loop'],
    ['dm-3', {}, 'other'],
    ['sr0', {}, 'other'],
    ['zram0', {}, 'other'],
  ])('%s %o is %s', async (name, more, kind) => {
    expect(await kindOf(name, more)).toMatchObject({ kind });
  });
  test.each([
    [{ removable: '0' }, false],
    [{ removable: '1' }, true],
    [{ removable: '0', 'device/type': 'SD' }, true],
    [{ removable: '0', 'device/type': 'MMC' }, false],
  ])('%o: removable is %s', async (more, isRemovable) => {
    expect(await kindOf('mmcblk0', more)).toMatchObject({ isRemovable });
  });
});

test('a USB drive is removable and has the serial number of its USB device, whatever it says of itself', async () => {
  const root = await tempFolder('facts');
  const usb = join(root, 'sys/devices/pci0000:00/usb1/1-2');
  const block = join(usb, '1-2:1.0/host6/target6:0:0/6:0:0:0/block/sdb');
  await mkdir(block, { recursive: true });
  await mkdir(join(root, 'sys/class/block'), { recursive: true });
  await mkdir(join(root, 'proc/self'), { recursive: true });
  await symlink(block, join(root, 'sys/class/block/sdb'));
  for (const [file, text] of [
    [join(usb, 'idVendor'), '0781'],
    [join(usb, 'serial'), '4C530001230'],
    [join(root, 'sys/devices/pci0000:00/usb1/serial'), 'of the controller'],
    [join(block, 'dev'), '8:16'],
    [join(block, 'removable'), '0'],
    [join(root, 'proc/self/mountinfo'), ''],
    [join(root, 'proc/swaps'), 'Filename'],
  ] as const) {
    await writeFile(file, `${text}\n`);
  }
  const identify = () => Promise.resolve({ path: '/dev/sdb', deviceNumber: '8:16' });
  const facts = await gatherDriveFacts('/dev/sdb', {
    sys: join(root, 'sys'),
    proc: join(root, 'proc'),
    identify,
  });
  expect(facts).toMatchObject({ isRemovable: true, serial: '4C530001230', kind: 'disk' });
});

test('tables that cannot be read are an error, not an empty list', async () => {
  const root = await tempFolder('facts');
  await mkdir(join(root, 'class/block/sdb'), { recursive: true });
  await writeFile(join(root, 'class/block/sdb/dev'), '8:16\n');
  const identify = () => Promise.resolve({ path: '/dev/sdb', deviceNumber: '8:16' });
  await expect(
    gatherDriveFacts('/dev/sdb', { sys: root, proc: join(root, 'none'), identify }),
  ).rejects.toMatchObject({ code: 'E_DEVICE_MISSING' });
});

test.each([
  [0x810n, '8:16'],
  [0xfe00n, '254:0'],
  // makedev(259, 300) of glibc: minors above 255 continue in bit 20.
  [0x11032cn, '259:300'],
])('device number %d is %s', (rdev, expected) => {
  expect(deviceNumber(rdev)).toBe(expected);
});

describe('this machine', () => {
  testWith(['findmnt', 'lsblk'], 'the drive of its root file system is refused as such', async () => {
    const source = oracle('findmnt', ['-no', 'SOURCE', '/']).stdout.trim();
    const drive = oracle('lsblk', ['-sdpno', 'NAME', source]).stdout.trim().split('\n').at(-1) ?? source;
    expect((await inspectDrive(drive)).mounts.map(({ mountPoint }) => mountPoint)).toContain('/');
    await expect(openDriveForWriting(drive, { isConfirmed: true, allowLoop: true })).rejects.toMatchObject({
      code: 'E_DEVICE_SYSTEM',
    });
  });

  test.each([
    ['/dev/null', 'E_DEVICE_TARGET'],
    ['/', 'E_DEVICE_TARGET'],
    ['/dev/no-such-drive', 'E_DEVICE_MISSING'],
  ])('%s is no drive: %s', async (path, code) => {
    await expect(openDriveForWriting(path)).rejects.toMatchObject({ code });
  });

  test('drives are refused by name where they cannot be opened yet', async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
    Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
    try {
      await expect(openDriveForWriting('\\\\.\\PhysicalDrive1')).rejects.toMatchObject({
        code: 'E_DEVICE_PLATFORM',
        message: 'drives cannot be opened on win32 yet',
      });
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
  });
});
