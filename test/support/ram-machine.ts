/**
 * A machine whose drives are memory, behind the product's own guard: for commands that list and write drives. Trap: the
 * guard's rules hold here, too; a drive that is to be refused needs a record that says so.
 */
import { directWriter } from '#jobs/direct-writer.ts';
import type { DriveWriter } from '#jobs/drive-run.ts';
import type { Drive } from '#devices/drive.ts';
import { guardedDrives, type GuardedDrives } from '#devices/open-drive.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { MIB } from '#base/units.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { STICK } from './drives.ts';
import { ramDevice, type RamDevice, type RamDeviceOptions } from './ram-device.ts';

export interface RamDrive {
  readonly drive: Drive;
  readonly ram: RamDevice;
  /** Times it was opened for writing. */
  opened: number;
}

export interface RamMachine extends GuardedDrives {
  readonly drives: Map<string, RamDrive>;
  /** Puts in a stick of 48 MiB; `change` alters its record, `memory` what it is made of. */
  plug(device: string, change?: Partial<Drive>, memory?: Partial<RamDeviceOptions>): RamDrive;
  /** Starts a writer in this process; counts how often. */
  readonly openWriter: () => Promise<DriveWriter>;
  writersStarted: number;
}

export function ramMachine(): RamMachine {
  const drives = new Map<string, RamDrive>();
  const of = (device: string): RamDrive => {
    const found = drives.get(device);
    if (found === undefined) throw new MediaError('E_DEVICE_MISSING', `there is no drive ${device}`);
    return found;
  };
  const guarded = guardedDrives(() =>
    Promise.resolve({
      list: () => Promise.resolve([...drives.values()].map(({ drive }) => drive)),
      resolve: (path) => Promise.resolve(path.replace('/dev/disk/by-id/', '/dev/')),
      claim: () => Promise.resolve({ release: () => Promise.resolve() }),
      openExclusively: (drive) => {
        const one = of(drive.device);
        one.opened += 1;
        return Promise.resolve(one.ram);
      },
      openForReading: (device) => Promise.resolve(readable(of(device))),
    }),
  );
  const machine: RamMachine = {
    ...guarded,
    drives,
    writersStarted: 0,
    plug(device, change = {}, memory = {}) {
      const drive = {
        ...STICK,
        device,
        raw: device,
        displayName: device,
        size: memory.sizeBytes ?? 48 * MIB,
        serial: device,
        ...change,
      };
      const one = {
        drive,
        ram: ramDevice({ sizeBytes: 48 * MIB, alignmentBytes: 512, ...memory }),
        opened: 0,
      };
      drives.set(device, one);
      return one;
    },
    openWriter: () => {
      machine.writersStarted += 1;
      return Promise.resolve(directWriter(guarded));
    },
  };
  return machine;
}

function readable({ ram }: RamDrive): BlockDevice {
  return {
    ...ram,
    alignmentBytes: 1,
    read: (offset, target) => {
      const bytes = ram.bytes.subarray(offset, offset + target.length);
      target.set(bytes);
      return Promise.resolve(bytes.length);
    },
  };
}
