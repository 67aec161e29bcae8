/** What is made of the machines in test/fixtures/drives/linux: every drive with its kind, its volumes and the guard's word. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityChange, identityOf, type Drive } from '#devices/drive.ts';
import { judgeDrive } from '#devices/guard.ts';
import type { LinuxFacts } from '#devices/linux/facts.ts';
import { listLinuxDrives } from '#devices/linux/list.ts';

const folder = join(import.meta.dirname, '../../fixtures/drives/linux');

async function drivesOf(name: string): Promise<readonly Drive[]> {
  // Sound: the fixtures are made of this type, and a wrong one fails the test.
  return listLinuxDrives(JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as LinuxFacts);
}

/** "sda usb SanDisk Ultra | vfat USB STICK | warning E_DEVICE_IN_USE" */
function summary(drive: Drive): string {
  const volumes = drive.volumes.map(({ kind, fileSystem, label }) =>
    [kind, fileSystem, label].filter((one) => one !== null).join(' '),
  );
  const findings = judgeDrive(drive, { allowLoop: true }).map(({ severity, code }) => `${severity} ${code}`);
  const name = drive.device.slice('/dev/'.length);
  return [
    `${name} ${drive.busType} ${drive.description}`,
    volumes.join(', '),
    [...new Set(findings)].join(', '),
  ].join(' | ');
}

const NVME =
  'nvme0n1 nvme Samsung SSD 980 PRO 512GB | partition vfat, partition ext4 | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED, confirm E_DEVICE_LARGE';
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'recorded-loop-4096-byte-sectors': [
    'loop0 loop Loop device over sectors-4096.img |  | ',
    'vda virtio Drive vda | whole ext4, loop | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE, confirm E_DEVICE_FIXED',
  ],
  'recorded-loop-over-a-file-on-a-partition': [
    'loop3 loop Loop device over parted.img | partition, partition ext4, partition, loop | never E_DEVICE_IN_USE, confirm E_DEVICE_IN_USE',
    'loop5 loop Loop device over inner.img |  | ',
    'vda virtio Drive vda | whole ext4, loop, partition, partition ext4, partition, loop | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE, confirm E_DEVICE_IN_USE, confirm E_DEVICE_FIXED',
  ],
  'recorded-loop-over-a-partition': [
    'loop3 loop Loop device over parted.img | partition, partition ext4, partition, loop | never E_DEVICE_IN_USE, confirm E_DEVICE_IN_USE',
    'loop4 loop Loop device over loop3p1 |  | ',
    'vda virtio Drive vda | whole ext4, loop, partition, partition ext4, partition, loop | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE, confirm E_DEVICE_IN_USE, confirm E_DEVICE_FIXED',
  ],
  'recorded-loop-partitions-one-mounted': [
    'loop3 loop Loop device over parted.img | partition, partition ext4, partition | confirm E_DEVICE_IN_USE',
    'vda virtio Drive vda | whole ext4, loop, partition, partition ext4, partition | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE, confirm E_DEVICE_IN_USE, confirm E_DEVICE_FIXED',
  ],
  'recorded-loop-read-only': [
    'loop1 loop Loop device over read-only.img |  | never E_DEVICE_READ_ONLY',
    'vda virtio Drive vda | whole ext4, loop | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE, confirm E_DEVICE_FIXED',
  ],
  'recorded-loop-swap-on-a-partition': [
    'loop3 loop Loop device over parted.img | partition, partition ext4, partition | never E_DEVICE_SYSTEM, confirm E_DEVICE_IN_USE',
    'vda virtio Drive vda | whole ext4, loop, partition, partition ext4, partition | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE, confirm E_DEVICE_IN_USE, confirm E_DEVICE_FIXED',
  ],
  'recorded-qemu-card-put-into-the-reader': [
    'mmcblk0 sd QEMU! |  | ',
    'nvme0n1 nvme QEMU NVMe Ctrl |  | confirm E_DEVICE_FIXED',
    'sda ata WDC WD10EZEX |  | confirm E_DEVICE_FIXED',
    'sdb usb Generic- SD/MMC CRW |  | ',
    'sdc usb Generic- MS CRW |  | never E_DEVICE_EMPTY',
    'vda virtio Drive vda | whole ext4 system | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED',
    'vdb virtio Drive vdb | whole ext4 files | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED, warning E_DEVICE_IN_USE',
  ],
  'recorded-qemu-luks-opened-on-usb': [
    'mmcblk0 sd QEMU! |  | ',
    'nvme0n1 nvme QEMU NVMe Ctrl |  | confirm E_DEVICE_FIXED',
    'sda ata WDC WD10EZEX |  | confirm E_DEVICE_FIXED',
    'sdb usb Generic- SD/MMC CRW |  | ',
    'sdc usb Generic- MS CRW |  | never E_DEVICE_EMPTY',
    'sdd usb QEMU HARDDISK | partition crypto_LUKS, crypt | never E_DEVICE_IN_USE',
    'sde usb QEMU HARDDISK |  | ',
    'sdf usb QEMU HARDDISK |  | ',
    'vda virtio Drive vda | whole ext4 system | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED',
    'vdb virtio Drive vdb | whole ext4 files | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED, warning E_DEVICE_IN_USE',
  ],
  'recorded-qemu-lvm-on-luks-mounted-and-raid-1-on-usb': [
    'mmcblk0 sd QEMU! |  | ',
    'nvme0n1 nvme QEMU NVMe Ctrl |  | confirm E_DEVICE_FIXED',
    'sda ata WDC WD10EZEX |  | confirm E_DEVICE_FIXED',
    'sdb usb Generic- SD/MMC CRW |  | never E_DEVICE_EMPTY',
    'sdc usb Generic- MS CRW |  | never E_DEVICE_EMPTY',
    'sdd usb QEMU HARDDISK | partition crypto_LUKS, crypt LVM2_member, lvm ext4 files | never E_DEVICE_IN_USE, confirm E_DEVICE_IN_USE',
    'sde usb QEMU HARDDISK | whole linux_raid_member (none):0, raid ext4 mirror | never E_DEVICE_IN_USE',
    'sdf usb QEMU HARDDISK | whole linux_raid_member (none):0, raid ext4 mirror | never E_DEVICE_IN_USE',
    'vda virtio Drive vda | whole ext4 system | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED',
    'vdb virtio Drive vdb | whole ext4 files | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED, warning E_DEVICE_IN_USE',
  ],
  'recorded-qemu-nvme-sata-sd-card-and-empty-card-reader': [
    'mmcblk0 sd QEMU! |  | ',
    'nvme0n1 nvme QEMU NVMe Ctrl |  | confirm E_DEVICE_FIXED',
    'sda ata WDC WD10EZEX |  | confirm E_DEVICE_FIXED',
    'sdb usb Generic- SD/MMC CRW |  | never E_DEVICE_EMPTY',
    'sdc usb Generic- MS CRW |  | never E_DEVICE_EMPTY',
    'vda virtio Drive vda | whole ext4 system | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED',
    'vdb virtio Drive vdb | whole ext4 files | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED, warning E_DEVICE_IN_USE',
  ],
  'recorded-qemu-stick-with-swap-and-a-loop-file': [
    'loop0 loop Loop device over inner | whole vfat INNER | confirm E_DEVICE_IN_USE',
    'mmcblk0 sd QEMU! |  | ',
    'nvme0n1 nvme QEMU NVMe Ctrl |  | confirm E_DEVICE_FIXED',
    'sda ata WDC WD10EZEX |  | confirm E_DEVICE_FIXED',
    'sdb usb Generic- SD/MMC CRW |  | ',
    'sdc usb Generic- MS CRW |  | never E_DEVICE_EMPTY',
    'sdd usb QEMU HARDDISK | partition vfat USB STICK | warning E_DEVICE_IN_USE',
    'sde usb QEMU HARDDISK |  | never E_DEVICE_READ_ONLY',
    'sdf usb QEMU HARDDISK | partition vfat WIDE | ',
    'sdg usb QEMU HARDDISK | partition vfat ESP, partition ext4 data, partition swap, partition, loop vfat INNER | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE, confirm E_DEVICE_IN_USE, confirm E_DEVICE_DATA',
    'vda virtio Drive vda | whole ext4 system | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED',
    'vdb virtio Drive vdb | whole ext4 files | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED, warning E_DEVICE_IN_USE',
  ],
  'recorded-qemu-sticks-mounted-read-only-4096-and-four-partitions': [
    'mmcblk0 sd QEMU! |  | ',
    'nvme0n1 nvme QEMU NVMe Ctrl |  | confirm E_DEVICE_FIXED',
    'sda ata WDC WD10EZEX |  | confirm E_DEVICE_FIXED',
    'sdb usb Generic- SD/MMC CRW |  | ',
    'sdc usb Generic- MS CRW |  | never E_DEVICE_EMPTY',
    'sdd usb QEMU HARDDISK | partition vfat USB STICK | warning E_DEVICE_IN_USE',
    'sde usb QEMU HARDDISK |  | never E_DEVICE_READ_ONLY',
    'sdf usb QEMU HARDDISK | partition vfat WIDE | ',
    'sdg usb QEMU HARDDISK | partition vfat ESP, partition ext4 data, partition swap, partition | confirm E_DEVICE_DATA',
    'vda virtio Drive vda | whole ext4 system | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED',
    'vdb virtio Drive vdb | whole ext4 files | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED, warning E_DEVICE_IN_USE',
  ],
  'recorded-virtual-machine-root-on-whole-disk': [
    'vda virtio Drive vda | whole ext4 | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED',
  ],
  'written-btrfs-on-two-disks': [
    'sda ata WDC WD40EFRX-68N | partition btrfs | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED, confirm E_DEVICE_LARGE',
    'sdb ata WDC WD40EFRX-68N | whole btrfs | never E_DEVICE_SYSTEM, confirm E_DEVICE_FIXED, confirm E_DEVICE_LARGE',
  ],
  'written-card-reader-without-card': [NVME, 'sda usb Generic- SD/MMC CRW |  | never E_DEVICE_EMPTY'],
  'written-drive-without-serial': [NVME, 'sda usb Generic Flash Disk |  | '],
  'written-live-system-booted-from-usb': [
    'loop0 loop Loop device over filesystem.squashfs | whole squashfs | never E_DEVICE_SYSTEM, never E_DEVICE_READ_ONLY',
    'nvme0n1 nvme Samsung SSD 980 PRO 512GB | partition, partition | confirm E_DEVICE_FIXED, confirm E_DEVICE_LARGE',
    'sda usb SanDisk Ultra | whole iso9660 d-live 12, partition iso9660 d-live 12, partition vfat, loop squashfs | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE',
  ],
  'written-luks-and-lvm-on-usb': [
    NVME,
    'sda usb SanDisk Ultra | partition crypto_LUKS, crypt LVM2_member, lvm ext4 vault | never E_DEVICE_IN_USE, warning E_DEVICE_IN_USE',
  ],
  'written-no-drives': [],
  'written-nvme-and-usb-stick': [
    NVME,
    'sda usb SanDisk Ultra | partition vfat USB STICK | warning E_DEVICE_IN_USE',
  ],
  'written-raid-1-of-two-disks': [
    'sda ata WDC WD40EFRX-68N | partition linux_raid_member, raid ext4 | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE, confirm E_DEVICE_FIXED, confirm E_DEVICE_LARGE',
    'sdb ata WDC WD40EFRX-68N | partition linux_raid_member, raid ext4 | never E_DEVICE_SYSTEM, never E_DEVICE_IN_USE, confirm E_DEVICE_FIXED, confirm E_DEVICE_LARGE',
  ],
  'written-read-only-stick': [
    NVME,
    'sda usb SanDisk Ultra | partition vfat LOCKED | never E_DEVICE_READ_ONLY',
  ],
  'written-stick-swapped-in-the-same-port': [NVME, 'sda usb SanDisk Ultra | partition | '],
  'written-stick-with-four-partitions': [
    NVME,
    'sda usb SanDisk Ultra | partition vfat ESP, partition, partition ntfs Windows, partition ntfs Recovery | confirm E_DEVICE_DATA',
  ],
  'written-swap-on-usb': [NVME, 'sda usb SanDisk Ultra | partition swap | never E_DEVICE_SYSTEM'],
};

test.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
  expect((await drivesOf(name)).map(summary)).toEqual(expected);
});

test('every recording is expected something of', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  expect(files.map((name) => name.replace('.json', '')).sort()).toEqual(Object.keys(EXPECTED).sort());
});

test('another stick in the same port is another drive; the disk beside it is the same', async () => {
  const [one, other] = [
    await drivesOf('written-nvme-and-usb-stick'),
    await drivesOf('written-stick-swapped-in-the-same-port'),
  ];
  const [nvme, stick] = one;
  const [sameNvme, swapped] = other;
  if (nvme === undefined || stick === undefined || sameNvme === undefined || swapped === undefined)
    throw new Error('drives are missing');
  expect(identityChange(identityOf(nvme), identityOf(sameNvme))).toBeUndefined();
  expect(identityChange(identityOf(stick), identityOf(swapped))).toBe(
    'serial number was 4C530001230101112345, now is 4C530001230101199999; attachment number was 9, now is 10',
  );
});

test('4096-byte sectors are known as such', async () => {
  const [drive] = await drivesOf('recorded-loop-4096-byte-sectors');
  expect(drive).toMatchObject({ logicalBlockSize: 4096, size: 64 * 1024 * 1024 });
  const stick = (await drivesOf('recorded-qemu-sticks-mounted-read-only-4096-and-four-partitions')).find(
    ({ device }) => device === '/dev/sdf',
  );
  expect(stick).toMatchObject({ logicalBlockSize: 4096, busType: 'usb' });
});

test('two slots of one reader have one serial number and two ports', async () => {
  const drives = await drivesOf('recorded-qemu-card-put-into-the-reader');
  const [one, other] = drives.filter(({ description }) => description.endsWith(' CRW'));
  expect(one?.serial).toBe(other?.serial);
  expect(one?.devicePath).not.toBe(other?.devicePath);
});
