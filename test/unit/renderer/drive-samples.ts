/** Drives as the core shows them, for tests of what a window makes of them. */
import type { DriveView } from '#contract/drives.ts';

const GB = 1e9;

/** A usual stick of 16 GB; `change` makes it another one. */
export function stick(device: string, change: Partial<DriveView> = {}): DriveView {
  return {
    identity: { device, serial: `S-${device}`, size: 16 * GB, devicePath: `port-${device}`, attachment: '1' },
    displayName: device,
    description: 'SanDisk Ultra',
    busType: 'usb',
    sizeBytes: 16 * GB,
    sectorBytes: 512,
    isRemovable: true,
    isReadOnly: false,
    isCard: false,
    isVirtual: false,
    volumes: [],
    contents: { kind: 'other' },
    canWrite: 'yes',
    findings: [],
    ...change,
  };
}
