/**
 * What makes an applied "Contoso Lab Workstation" image start from its disk: which file of the image goes where on the
 * system partition, and the texts of the boot loader. One table for both sides: resources/boot makes the image by it,
 * Apply Operating System Image copies by it (as bcdboot would for Windows).
 * Traps: GRUB as Debian signs it reads FAT and not NTFS, so kernel and initrd lie on the EFI partition; the one for
 * BIOS is made here and reads NTFS as well. A name that GRUB's file test meets must be spelled exactly, also on FAT.
 */

export interface PlacedFile {
  /** In the image, forward slashes: "Windows/Boot/linux/vmlinuz". */
  readonly from: string;
  /** On the system partition. */
  readonly to: string;
}

/** Folder of the loader that the firmware's boot entry names. */
const OWN_LOADER = 'EFI/Contoso';
/** Folder the firmware looks into when it has no boot entry for a disk. */
const FALLBACK_LOADER = 'EFI/BOOT';
const KERNEL = 'Contoso/vmlinuz';
const INITRD = 'Contoso/initrd';

/** Kernel and initrd, for either firmware. */
export const systemFiles: readonly PlacedFile[] = [
  { from: 'Windows/Boot/linux/vmlinuz', to: KERNEL },
  { from: 'Windows/Boot/linux/initrd', to: INITRD },
];

/** shim looks for grubx64.efi and mmx64.efi beside itself; hence both folders hold all three. */
export const efiFiles: readonly PlacedFile[] = [
  { from: 'Windows/Boot/EFI/shimx64.efi', to: `${FALLBACK_LOADER}/BOOTX64.EFI` },
  { from: 'Windows/Boot/EFI/grubx64.efi', to: `${FALLBACK_LOADER}/grubx64.efi` },
  { from: 'Windows/Boot/EFI/mmx64.efi', to: `${FALLBACK_LOADER}/mmx64.efi` },
  { from: 'Windows/Boot/EFI/shimx64.efi', to: `${OWN_LOADER}/shimx64.efi` },
  { from: 'Windows/Boot/EFI/grubx64.efi', to: `${OWN_LOADER}/grubx64.efi` },
  { from: 'Windows/Boot/EFI/mmx64.efi', to: `${OWN_LOADER}/mmx64.efi` },
];

/**
 * For BIOS, on a disk with an MBR only. Both are ready for this place, nothing is to be patched: `bootCode` (440 bytes)
 * to the first 440 bytes of the disk, leaving disk signature and partition table; `core` to sector 1 and on, below the
 * first partition. The system partition is the active one, FAT32 or NTFS.
 */
export const biosBoot = {
  bootCode: 'Windows/Boot/PCAT/boot-code.img',
  core: 'Windows/Boot/PCAT/core.img',
  bootCodeBytes: 440,
  coreSector: 1,
  sectorBytes: 512,
} as const;

/** For efibootmgr: `--label`, `--loader`. */
export const bootEntry = {
  label: 'Contoso Lab Workstation',
  loader: `\\${OWN_LOADER.replace('/', '\\')}\\shimx64.efi`,
} as const;

/** Facts of the installed system: { "name", "version", "built" }. */
export const SYSTEM_FACTS = 'Windows/system.json';

/** The boot image staged on the system partition, to go there without a medium. */
export const stagedBootImage = {
  folder: 'SMS/boot-image',
  kernel: 'SMS/boot-image/vmlinuz',
  initrd: 'SMS/boot-image/initrd',
  /** Written last, removed first: only with it does the loader go to the boot image. */
  startFile: 'SMS/boot-image/start.cfg',
} as const;

/**
 * A system that is applied, but whose task sequence has still to do in the boot image (settings, drivers, the client): as
 * long as this file is there the disk does not start it, but the stick or disc, where the sequence goes on.
 */
export const unfinishedSystem = {
  file: 'SMS/unfinished.txt',
  text: 'A task sequence has not come to its end here. The system is started when this file is gone.\n',
} as const;
/** By this a medium of ours is known. */
const MEDIUM_FILE = 'SMS/data/TsmBootstrap.ini';
const MEDIUM_LOADER = 'EFI/BOOT/BOOTX64.EFI';
/** A BIOS gives a second drive no turn of its own; GRUB reads its menu instead. */
const MEDIUM_MENU = 'boot/grub/grub.cfg';

/** Kernel and initrd of an upgraded system until it has started once: then they take the usual place. */
export const nextSystem = {
  folder: 'Contoso/next',
  kernel: 'Contoso/next/vmlinuz',
  initrd: 'Contoso/next/initrd',
  /** Written last, removed first: only with it does the loader take these two. */
  ready: 'Contoso/next/ready',
} as const;

/** GRUB for BIOS knows a system partition by this name (it is compiled in). */
export const SYSTEM_MARKER = 'boot/contoso-system.id';

export interface StartableSystem {
  /** Differs for each deployment: 32 hexadecimal digits. */
  readonly systemId: string;
  /** PARTUUID of the NTFS volume with the system, as blkid prints it: "0fc63daf-…" (GPT), "1a2b3c4d-02" (MBR). */
  readonly partitionId: string;
}

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Texts to write on the system partition, the start menu last: without it nothing starts by half. */
export function startTexts(system: StartableSystem): readonly TextFile[] {
  return [
    { path: idFile(system), text: 'The boot loader finds its partition by the name of this file.\n' },
    { path: SYSTEM_MARKER, text: 'The boot loader finds its partition by the name of this file.\n' },
    { path: 'boot/grub/grub.cfg', text: startMenu(system) },
  ];
}

function idFile(system: StartableSystem): string {
  return `boot/contoso-${plain(system.systemId)}.id`;
}

/** The screen and the serial port; the programs open both by themselves. */
const CONSOLES = 'console=ttyS0,115200 console=tty0 consoleblank=0 panic=30';
const CALM = 'quiet loglevel=1 vt.global_cursor_default=0';

function startMenu(system: StartableSystem): string {
  return `# Read by GRUB from the system partition, under UEFI and under BIOS. Not covered by Secure Boot.
set timeout=1
set timeout_style=hidden
set default=system
if [ ! -f ($root)/${idFile(system)} ]; then
  search --no-floppy --file --set=root /${idFile(system)}
fi
# UEFI mirrors its console to a serial port by itself; BIOS does not.
if [ "$grub_platform" = pc ]; then
  if serial --unit=0 --speed=115200; then
    terminal_output console serial
  fi
fi
clear
set options="${CONSOLES}"
set calm="${CALM}"
# A power cut while this system was made: what lies here is not whole, the stick or disc goes on with it.
if [ -f ($root)/${unfinishedSystem.file} ]; then
  search --no-floppy --file --set=medium /${MEDIUM_FILE}
  if [ -n "$medium" ]; then
    set system=$root
    set root=$medium
    if [ "$grub_platform" = pc ]; then
      configfile ($medium)/${MEDIUM_MENU}
    # The loader is told that it comes from the root, whatever its path says.
    elif chainloader /${MEDIUM_LOADER}; then
      boot
    fi
    set root=$system
  fi
  set default=unfinished
  set timeout=-1
  set timeout_style=menu
fi
# A task sequence goes on in the boot image: it lies on this partition and start.cfg says so.
if [ -f ($root)/${stagedBootImage.startFile} -a -f ($root)/${stagedBootImage.kernel} -a -f ($root)/${stagedBootImage.initrd} ]; then
  source ($root)/${stagedBootImage.startFile}
fi
# An upgrade put kernel and initrd of the new system beside the present ones; a file says when both are complete.
set kernel=/${KERNEL}
set initrd=/${INITRD}
if [ -f ($root)/${nextSystem.ready} -a -f ($root)/${nextSystem.kernel} -a -f ($root)/${nextSystem.initrd} ]; then
  set kernel=/${nextSystem.kernel}
  set initrd=/${nextSystem.initrd}
fi
menuentry "Contoso Lab Workstation" --id system {
  clear
  echo "Starting ..."
  linux ($root)$kernel $options $calm ${PARTITION_OPTION}=${plain(system.partitionId)}
  initrd ($root)$initrd
}
menuentry "Boot image of the task sequence" --id boot-image {
  clear
  echo "Starting ..."
  linux ($root)/${stagedBootImage.kernel} $options $calm $boot_image_options
  initrd ($root)/${stagedBootImage.initrd}
}
menuentry "This system is not complete. Insert its stick or disc and press Enter." --id unfinished {
  reboot
}
`;
}

/** Word of the kernel's command line; with a dot in it the kernel does not hand it to the first program. */
export const PARTITION_OPTION = 'contoso.volume';
/** Word that tells the boot image that it was started from the disk; its value is `partitionId` of the start file. */
export const RESUME_OPTION = 'mediabuilder.resume';

/** start.cfg: the next starts go to the staged boot image, told which partition holds the state of the sequence. */
export function startFileText(partitionId: string): string {
  return [
    '# A task sequence goes on in the boot image. The boot image removes this file once it has taken over.',
    'set default=boot-image',
    `set boot_image_options="${RESUME_OPTION}=${plain(partitionId)}"`,
    '',
  ].join('\n');
}

/** Nothing that could end a word of GRUB's language or of the kernel's command line. */
function plain(id: string): string {
  if (!/^[0-9A-Za-z-]+$/.test(id)) throw new RangeError(`an id has letters, digits and hyphens, not "${id}"`);
  return id;
}
