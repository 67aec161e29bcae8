/**
 * The blobs firmware starts from: BIOS boot sectors and GRUB cores, the El Torito image, and the small FAT image UEFI
 * starts from a disc. All are constants of one boot image version; README.md says which bytes a writer of media must
 * set when it places them.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runChecked } from '#platform/spawn.ts';

export interface FirmwareOptions {
  /** The base layer's folder: boot loaders and GRUB's modules for BIOS. */
  readonly layerFolder: string;
  readonly templateFolder: string;
  readonly targetFolder: string;
  readonly scratchFolder: string;
  /** File name below /boot that GRUB knows our media by. */
  readonly marker: string;
}

/** 8 MiB. */
const EFI_IMAGE_SECTORS = 16_384;

const BIOS_MODULES = [
  'biosdisk',
  'part_msdos',
  'part_gpt',
  'fat',
  'iso9660',
  'udf',
  'search',
  'search_fs_file',
  'normal',
  'configfile',
  'linux',
  'test',
  'echo',
  'serial',
  'terminal',
  'minicmd',
  'sleep',
  'reboot',
  'halt',
];

/** Writes all seven firmware files into `targetFolder`. Needs grub-mkimage and mtools. */
export async function writeFirmware(options: FirmwareOptions): Promise<void> {
  const { layerFolder, targetFolder } = options;
  await mkdir(targetFolder, { recursive: true });
  const bootSector = await readFile(join(layerFolder, 'i386-pc/boot.img'));
  const core = await grubImage(options, 'i386-pc');
  // The core finds its medium by the marker, not by its partition, so one core serves both styles. Whoever places
  // the two sets the addresses by which they find each other (main/image/grub.ts).
  for (const style of ['mbr', 'gpt']) {
    await writeFile(join(targetFolder, `${style}-boot-sector.img`), bootSector);
    await writeFile(join(targetFolder, `${style}-core.img`), core);
  }
  await writeFile(join(targetFolder, 'iso-eltorito.img'), await grubImage(options, 'i386-pc-eltorito'));
  const hybrid = await readFile(join(layerFolder, 'i386-pc/boot_hybrid.img'));
  await writeFile(join(targetFolder, 'iso-hybrid-boot-sector.img'), hybrid);
  await writeEfiImage(options, join(targetFolder, 'efi.img'));
}

/** GRUB's core for BIOS with a template as its built-in configuration. */
export async function grubImage(
  options: Omit<FirmwareOptions, 'targetFolder'>,
  format: string,
  built: { readonly config: string; readonly moreModules?: readonly string[] } = {
    config: 'find-medium.cfg',
  },
): Promise<Uint8Array> {
  const config = join(options.scratchFolder, built.config);
  const image = join(options.scratchFolder, `${format}.img`);
  await writeFile(config, await filledTemplate(options, built.config));
  await runChecked('grub-mkimage', [
    '-d',
    join(options.layerFolder, 'i386-pc'),
    '-O',
    format,
    '-p',
    '/boot/grub',
    '-c',
    config,
    '-o',
    image,
    ...BIOS_MODULES,
    ...(built.moreModules ?? []),
  ]);
  return await readFile(image);
}

/** A FAT16 volume of 8 MiB with shim, GRUB and a configuration that looks for the disc. */
async function writeEfiImage(options: FirmwareOptions, path: string): Promise<void> {
  // mtools would write the current time and a random serial number.
  const env = { SOURCE_DATE_EPOCH: '1700000000', MTOOLS_SKIP_CHECK: '1', TZ: 'UTC', LC_ALL: 'C' };
  const config = join(options.scratchFolder, 'grub.cfg');
  await writeFile(config, await filledTemplate(options, 'efi-image-grub.cfg'));
  await rm(path, { force: true });
  const volume = ['-i', path];
  await runChecked(
    'mformat',
    [
      ...volume,
      '-C',
      '-v',
      'EFI',
      '-N',
      '4D42424F',
      '-T',
      String(EFI_IMAGE_SECTORS),
      '-h',
      '16',
      '-s',
      '32',
      '-c',
      '4',
      '::',
    ],
    { env },
  );
  await runChecked('mmd', [...volume, '::/EFI', '::/EFI/BOOT', '::/boot', '::/boot/grub'], { env });
  const files: readonly (readonly [source: string, target: string])[] = [
    [join(options.layerFolder, 'shimx64.efi'), '::/EFI/BOOT/BOOTX64.EFI'],
    [join(options.layerFolder, 'gcdx64.efi'), '::/EFI/BOOT/grubx64.efi'],
    [join(options.layerFolder, 'mmx64.efi'), '::/EFI/BOOT/mmx64.efi'],
    [config, '::/boot/grub/grub.cfg'],
  ];
  for (const [source, target] of files) await runChecked('mcopy', [...volume, source, target], { env });
}

/** A template of GRUB's with the name of our marker in it. */
export async function filledTemplate(
  options: Pick<FirmwareOptions, 'templateFolder' | 'marker'>,
  name: string,
): Promise<string> {
  const text = await readFile(join(options.templateFolder, name), 'utf8');
  return text.replaceAll('@MARKER@', options.marker);
}
