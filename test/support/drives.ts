/** Records of drives for tests: a plain stick, to be varied. */
import type { Drive, Volume } from '#devices/drive.ts';

/** A USB stick on which nothing is. */
export const STICK: Drive = {
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
  partitionTableType: null,
  mountpoints: [],
  isSystem: false,
  isReadOnly: false,
  isRemovable: true,
  isUSB: true,
  isCard: false,
  isVirtual: false,
  error: null,
  kind: 'disk',
  serial: '4C530001',
  attachment: '12',
  volumes: [],
  uses: [],
};

/** Its first partition. */
export function volume(change: Partial<Volume> = {}): Volume {
  return {
    device: '/dev/sdb1',
    kind: 'partition',
    fileSystem: 'vfat',
    label: 'STICK',
    size: 31e9,
    usedBytes: null,
    mountpoints: [],
    ...change,
  };
}
