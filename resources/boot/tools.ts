/**
 * The programs a task sequence runs on the device, beside busybox: partitions, file systems, images, boot entries.
 * Trap: wimlib needs libxml2, and libxml2 needs ICU, whose tables of every language take 31 MB of memory. Nothing here
 * asks for them (names in images are UTF-16, which libxml2 converts by itself), so an empty table stands in their place.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runChecked } from '#platform/spawn.ts';
import type { CpioEntry } from './cpio.ts';
import { libraryClosure } from './libraries.ts';
import { firstExisting } from './modules.ts';

/** Debian packages of the programs below; apt adds what they need. */
export const DEPLOYMENT_PACKAGES = [
  'fdisk',
  'gdisk',
  'dosfstools',
  'ntfs-3g',
  'wimtools',
  'efibootmgr',
  'util-linux',
] as const;

/** Name on the device; the packages keep them in /sbin, /bin, /usr/sbin or /usr/bin. */
const PROGRAMS = [
  'kmod',
  'sfdisk',
  'sgdisk',
  'mkfs.fat',
  'fsck.fat',
  'mkntfs',
  'ntfs-3g',
  'ntfsfix',
  'ntfslabel',
  // Makes room behind a volume for the image that is applied to it.
  'ntfsresize',
  'wimlib-imagex',
  'efibootmgr',
  // busybox has these names as well, but knows no partition ids, no read-only check and no machine-readable output.
  'blkid',
  'partx',
  'lsblk',
  'wipefs',
] as const;

const ICU_DATA = /^libicudata\.so\.(\d+)$/;

/**
 * Programs and their libraries as entries of the archive; `extraPrograms` are looked through for libraries only.
 * @throws MediaError E_BOOT_RECIPE when a package lacks a program or a library.
 */
export async function toolEntries(options: {
  readonly toolFolder: string;
  readonly scratchFolder: string;
  readonly extraPrograms: readonly string[];
}): Promise<readonly CpioEntry[]> {
  const { toolFolder, scratchFolder, extraPrograms } = options;
  const programs = await Promise.all(
    PROGRAMS.map(async (name): Promise<CpioEntry & { readonly content: string }> => ({
      kind: 'file',
      path: `bin/${name}`,
      isExecutable: true,
      content: await programPath(toolFolder, name),
    })),
  );
  const libraries = await libraryClosure(
    [...extraPrograms, ...programs.map((one) => one.content)],
    toolFolder,
  );
  return [
    ...programs,
    { kind: 'link', path: 'bin/mkfs.vfat', target: 'mkfs.fat' },
    ...(await Promise.all(libraries.map(async (one) => await withoutLanguageTables(one, scratchFolder)))),
  ];
}

async function programPath(toolFolder: string, name: string): Promise<string> {
  return await firstExisting(
    ['bin', 'sbin', 'usr/bin', 'usr/sbin'].map((part) => join(toolFolder, part, name)),
  );
}

async function withoutLanguageTables(entry: CpioEntry, scratchFolder: string): Promise<CpioEntry> {
  const name = entry.path.split('/').at(-1) ?? '';
  const version = ICU_DATA.exec(name)?.[1];
  if (entry.kind !== 'file' || version === undefined) return entry;
  const source = join(scratchFolder, 'icudata.s');
  const object = join(scratchFolder, 'icudata.o');
  const library = join(scratchFolder, name);
  // The symbol is all the other libraries want; what it names is no valid table, so ICU refuses every question.
  await writeFile(
    source,
    [
      '.section .rodata',
      `.globl icudt${version}_dat`,
      `.type icudt${version}_dat, @object`,
      `.size icudt${version}_dat, 64`,
      '.balign 16',
      `icudt${version}_dat:`,
      '.zero 64',
      '.section .note.GNU-stack,"",@progbits',
      '',
    ].join('\n'),
  );
  await runChecked('as', ['--64', '-o', object, source]);
  await runChecked('ld', ['-shared', '-s', '--build-id=none', '-soname', name, '-o', library, object]);
  return { ...entry, content: library };
}
