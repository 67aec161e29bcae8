/** Stand-ins for GRUB's BIOS images: the right size and marks, no program. Boot tests take the real ones. */
import type { BiosBoot } from '#image/grub.ts';

export function grubImages(coreBytes = 150_001): BiosBoot {
  const bootSector = new Uint8Array(512);
  bootSector.set([0xeb, 0x63, 0x90]);
  bootSector.set([0xeb, 0x05], 0x66);
  bootSector.set([0x55, 0xaa], 510);
  return { bootSector, core: new Uint8Array(coreBytes).fill(0xc0) };
}
