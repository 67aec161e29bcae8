/** Pictures of a PC's screen for people to look at, left in the folder BOOT_SCREENSHOTS where that is set. */
import { join } from 'node:path';
import type { Machine } from './qemu.ts';

/** Leaves `NAME.png`, if pictures are wanted. */
export async function keepPicture(machine: Machine | undefined, name: string): Promise<void> {
  const folder = process.env['BOOT_SCREENSHOTS'];
  if (folder !== undefined) await machine?.screendump(join(folder, `${name}.png`));
}
