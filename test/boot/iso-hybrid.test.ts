/**
 * One disc image, started by a BIOS as a CD and raw on a stick, with a GRUB that prints a file of the disc.
 * The whole boot image, and UEFI with Secure Boot, have their own tests; this one tells the disc's faults from theirs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { planSample, FAKE_BOOT } from '../support/iso-samples.ts';
import { materialise } from '../support/materialise.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { bootMachine, MACHINE_PROGRAMS } from '../support/qemu.ts';
import { tempFolder } from '../support/temp.ts';
import { textFile } from '../support/trees.ts';

const GRUB = '/usr/lib/grub/i386-pc';
const MODULES = 'biosdisk iso9660 part_gpt part_msdos serial terminal echo search search_fs_file cat'.split(
  ' ',
);
const SCRIPT = [
  'serial --unit=0',
  'terminal_output serial',
  'echo GRUB starts from $root',
  'search --no-floppy --set=root --file /media-marker.txt',
  'cat /media-marker.txt',
];

async function makeDisc(): Promise<string> {
  const folder = await tempFolder('iso-boot');
  writeFileSync(join(folder, 'early.cfg'), `${SCRIPT.join('\n')}\n`);
  const core = join(folder, 'eltorito.img');
  const made = oracle('grub-mkimage', [
    ...['-O', 'i386-pc-eltorito', '-d', GRUB, '-o', core, '-p', '/boot/grub'],
    ...['-c', join(folder, 'early.cfg'), ...MODULES],
  ]);
  expect(made.exitCode, made.output).toBe(0);
  const plan = planSample([textFile('media-marker.txt', 'the disc speaks\n')], {
    bios: {
      elToritoImage: readFileSync(core),
      hybridBootSector: readFileSync(join(GRUB, 'boot_hybrid.img')),
    },
    uefi: FAKE_BOOT.uefi,
  });
  const iso = join(folder, 'disc.iso');
  await materialise(plan, iso, { dirt: 0xaa });
  return iso;
}

for (const kind of ['cdrom', 'usb'] as const) {
  testWith([...MACHINE_PROGRAMS, 'grub-mkimage'], `a BIOS starts the disc image as ${kind}`, async () => {
    const machine = await bootMachine({
      firmware: 'bios',
      medium: { kind, path: await makeDisc() },
      memoryMiB: 256,
      timeoutMs: 240_000,
    });
    try {
      // The blank behind the name: text arrives piece by piece, and half a name would match.
      const [, root] = await machine.expect(/GRUB starts from (\w+)\s/, 200_000);
      await machine.expect(/the disc speaks/, 60_000);
      expect(root).toMatch(kind === 'cdrom' ? /^(cd|hd96|hd31)/ : /^hd0/);
    } finally {
      await machine.stop();
    }
  });
}
