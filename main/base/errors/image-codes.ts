/** Error codes of the area "image": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const imageCodes = {
  E_IMAGE_PLAN: {
    cause:
      'The plan of the image contradicts itself: a defect of ours, found before the first byte was written.',
    remedy:
      'Report the message with what you did before it; the command line holds no secret and may be sent along.',
  },
  E_IMAGE_TOO_LARGE: {
    cause: 'The medium needs more room than the target has.',
    remedy: 'Take a larger drive, or choose less content.',
  },
  E_IMAGE_CONTENT_CHANGED: {
    cause: 'A source file is not what it was when the medium was planned: its size or its checksum differs.',
    remedy:
      'Make sure nothing changes the source while media are made, refresh the content, and start again.',
  },
  E_IMAGE_CONTENT_READ: {
    cause: 'A source file could not be opened or read while the medium was being written.',
    remedy: 'Check that the file named in the message exists and may be read, then start again.',
  },
  E_IMAGE_SOURCE: {
    cause:
      'A source folder holds something that is neither a file nor a folder, such as a symbolic link or a pipe.',
    remedy: 'Replace what the message names by the file it stands for, or remove it from the folder.',
  },
  E_IMAGE_VERIFY_MISMATCH: {
    cause:
      'What was read back is not what was written: the drive is worn, fake or badly connected, or something wrote to it.',
    remedy: 'Try another port without a hub; if it happens again, throw the drive away and take another.',
  },
  E_IMAGE_INCOMPLETE: {
    cause: 'The medium is incomplete: its writing was interrupted, so it does not start and cannot be read.',
    remedy: 'Make the medium again; if the drive is broken, the new run says so.',
  },
  E_IMAGE_UNKNOWN: {
    cause: 'The file or drive holds neither an ISO 9660 disc nor a FAT32 partition.',
    remedy: 'Check that the right file or drive was named; if it was, the medium must be made again.',
  },
  E_FAT_FILE_TOO_LARGE: {
    cause:
      'A file has 4 GiB or more; FAT32, which sticks must have so that every computer starts them, cannot hold it.',
    remedy: 'Split the file (an image file: into .swm parts), or make an ISO file instead of a stick.',
  },
  E_FAT_VOLUME_TOO_SMALL: {
    cause: 'The content needs more room than the FAT32 volume has.',
    remedy: 'Take a larger drive or a larger image size, or choose less content.',
  },
  E_FAT_VOLUME_SIZE: {
    cause: 'A volume of this size and sector size cannot be FAT32 (64 MB to 2 TB with sectors of 512 bytes).',
    remedy: 'Choose another size; drives with sectors of 4096 bytes need at least 300 MB.',
  },
  E_FAT_DIRECTORY_TOO_LARGE: {
    cause: 'A folder holds more names than a FAT32 folder can (65,536 entries; a long name takes several).',
    remedy: 'Spread the files of the folder named in the message over several folders.',
  },
  E_FAT_LABEL: {
    cause: 'The volume label has more than 11 characters or characters that FAT does not allow.',
    remedy: 'Use up to 11 letters, digits, spaces or hyphens.',
  },
  E_FAT_DAMAGED: {
    cause: 'The FAT32 file system on the medium contradicts itself: it is damaged or was changed afterwards.',
    remedy: 'Make the medium again; if it happens again with the same drive, throw the drive away.',
  },
  E_DISK_TOO_SMALL: {
    cause: 'The drive or image is too small for the partitions of the medium.',
    remedy: 'Take a larger drive or a larger image size.',
  },
  E_DISK_LAYOUT: {
    cause: 'The partitions asked for overlap, leave the disk, or do not fit the partition style.',
    remedy: 'Correct the request as the message says; a drive over 2 TB needs the GPT style.',
  },
  E_DISK_BOOT_CODE: {
    cause: 'The BIOS boot program of the boot image is not what it should be, or it does not fit the drive.',
    remedy: 'Prepare the boot image again; drives with sectors of 4096 bytes start by UEFI only.',
  },
  E_DISK_TABLE_DAMAGED: {
    cause: 'The partition table contradicts itself or its checksum is wrong.',
    remedy: 'Make the medium again; if it happens again with the same drive, throw the drive away.',
  },
  E_ISO_NAME: {
    cause: 'A file name is not valid Unicode: it holds half of a character.',
    remedy: 'Rename the file in its source and distribute the package again.',
  },
  E_ISO_TOO_MANY_FOLDERS: {
    cause: 'The tree has more folders than a disc can number.',
    remedy: 'Make a disk image or a drive instead, or pack folders into one file.',
  },
  E_ISO_TOO_LARGE: {
    cause: 'The content needs more blocks than a disc can number (8 TiB).',
    remedy: 'Choose less content, or make several media.',
  },
  E_ISO_BOOT_IMAGE: {
    cause: 'A boot program of the boot image does not have the size that GRUB gives it.',
    remedy: 'Build the boot image again; its files do not belong together or are damaged.',
  },
  E_ISO_DAMAGED: {
    cause: 'The disc image contradicts itself: it is damaged, incomplete, or not made by a program we know.',
    remedy: 'Copy or download the image again, or make it again.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
