/** Drives in memory as the specs need them: large enough for a medium, held until a test lets go, or lying about their size. */
import { MIB } from '#base/units.ts';
import { counterfeitDrive } from '../../support/faulty-drives.ts';
import type { RamMachine } from '../../support/ram-machine.ts';

const MEDIUM_DRIVE_BYTES = 160 * MIB;

/** How the window names the sticks of `RamMachine`. */
export const stickName = (device: string): string => `SanDisk Ultra (${device})`;

/** A stick that holds the media of the specs. */
export function plugStick(machine: RamMachine, device: string): void {
  machine.plug(device, {}, { sizeBytes: MEDIUM_DRIVE_BYTES });
}

/** A stick whose writes wait. @returns lets them go */
export function plugHeld(machine: RamMachine, device: string): () => void {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const one = machine.plug(device, {}, { sizeBytes: MEDIUM_DRIVE_BYTES });
  const write = async (offset: number, source: Uint8Array): Promise<void> => {
    await opened;
    await one.ram.write(offset, source);
  };
  machine.drives.set(device, { ...one, ram: { ...one.ram, write } });
  return open;
}

/** A stick that claims to be as large as the others and keeps 16 MiB. */
export function plugCounterfeit(machine: RamMachine, device: string): void {
  const one = machine.plug(device, {}, { sizeBytes: MEDIUM_DRIVE_BYTES });
  const { bytes, calls } = one.ram;
  const ram = { ...counterfeitDrive(MEDIUM_DRIVE_BYTES, 16 * MIB), bytes, calls };
  machine.drives.set(device, { ...one, ram });
}
