/** Error codes of the area "device": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const deviceCodes = {
  E_DEVICE_FULL: {
    cause: 'The disk that holds the output has no room left.',
    remedy: 'Free as much room as the message names, or choose an output on another disk, and start again.',
  },
  E_DEVICE_ACCESS: {
    cause: 'This account may not open the file or drive.',
    remedy: 'Choose a place you may write to; for drives start the program with administrator rights.',
  },
  E_DEVICE_READ_ONLY: {
    cause: 'The file system or drive is read-only; a card or stick may have a lock switch.',
    remedy: 'Move the lock switch or choose another drive or folder.',
  },
  E_DEVICE_MISSING: {
    cause: 'The file, folder or drive is not there (any more); a drive may have been unplugged.',
    remedy: 'Check the path; plug the drive in again, without a hub, and start again.',
  },
  E_DEVICE_TARGET: {
    cause: 'The path names something of another kind than expected, such as a folder in place of a file.',
    remedy: 'Name a file for ISO files and disk images, and a whole drive (not a partition) for drives.',
  },
  E_DEVICE_FILE_LIMIT: {
    cause: 'The file system of the output cannot hold a file of this size (FAT32 ends at 4 GB).',
    remedy: 'Choose an output folder on NTFS, exFAT, ext4 or a similar file system.',
  },
  E_DEVICE_IO: {
    cause: 'The operating system reported an error of the drive while it was read or written.',
    remedy: 'Try another port without a hub; if it happens again, the drive is worn out.',
  },
  E_DEVICE_IN_USE: {
    cause: 'The drive is in use: a file system on it is mounted, or another program holds it open.',
    remedy:
      'Unmount everything on the drive named in the message, close programs that use it, and start again.',
  },
  E_DEVICE_SYSTEM: {
    cause: 'The drive holds the running system or its swap space; it is never written.',
    remedy: 'Choose another drive.',
  },
  E_DEVICE_FIXED: {
    cause: 'The drive is not removable: it may be the internal disk of this computer.',
    remedy: 'Choose a USB drive; if this one is really meant, confirm it as the command or wizard asks.',
  },
  E_DEVICE_LARGE: {
    cause: 'The drive is much larger than drives for media usually are; it may be a backup disk.',
    remedy: 'Check the name and the size of the drive before going on.',
  },
  E_DEVICE_LOOP: {
    cause: 'The path is a loop device, which is written only when that is asked for explicitly.',
    remedy: 'Write a disk image file instead, or allow loop devices explicitly (tests do).',
  },
  E_DEVICE_EMPTY: {
    cause: 'The drive reports a size of zero: a card reader without a card, or a broken drive.',
    remedy: 'Insert the card, or take another drive.',
  },
  E_DEVICE_CHANGED: {
    cause: 'What is behind the path now is not what was chosen: a drive was swapped or a file was replaced.',
    remedy: 'List the drives again, choose, and start again.',
  },
  E_DEVICE_PLATFORM: {
    cause: 'Drives cannot be written directly on this operating system yet.',
    remedy: 'Create an ISO file or a disk image and write it with a tool of the operating system.',
  },
  E_DEVICE_MEDIA: {
    cause:
      'The drive could not read or write one place although it was tried several times: it is worn out or damaged.',
    remedy: 'Throw the drive away; what is on it does not start and is marked as incomplete.',
  },
  E_DEVICE_GONE: {
    cause: 'The drive was pulled out, or it switched itself off, while it was in use.',
    remedy: 'Plug it in again, without a hub or extension, and write it again.',
  },
  E_DEVICE_HANGS: {
    cause: 'The drive stopped answering: one request to it did not come back for minutes.',
    remedy: 'Pull it out, plug it in again on another port without a hub, and write it again.',
  },
  E_DEVICE_SHORT_WRITE: {
    cause:
      'The drive took less than it was given and did not say why; often its real size is smaller than it claims.',
    remedy: 'Write it again on another port; if it happens again, throw the drive away.',
  },
  E_DEVICE_COUNTERFEIT: {
    cause:
      'The drive claims more room than it has: what is written behind its real end replaces what lies further in front.',
    remedy: 'It is a counterfeit. Do not use it for anything; give it back to the one who sold it.',
  },
  E_DEVICE_CONTROLLED: {
    cause:
      'Windows refused the program access to the drive: controlled folder access or another protection program is on.',
    remedy:
      'Allow this program in Windows Security (Ransomware protection, Allow an app through Controlled folder access) and start again.',
  },
  E_DEVICE_TOO_SMALL: {
    cause: 'The drive holds less than the medium needs.',
    remedy: 'Take a larger drive; both sizes are in the message.',
  },
  E_DEVICE_SOURCE: {
    cause: 'A file that is to be written lies on the drive that is to be written.',
    remedy: 'Copy the file to another disk, or choose another drive.',
  },
  E_DEVICE_DATA: {
    cause: 'The drive has several partitions with data on them; drives for media usually have one.',
    remedy: 'Check the name of the drive and what is on it before going on; everything on it will be lost.',
  },
  E_DEVICE_LIST: {
    cause: 'The operating system did not tell which drives there are.',
    remedy: 'The message says which program or file failed; mend that and list the drives again.',
  },
  E_DEVICE_RUNTIME: {
    cause:
      'The Node.js this program runs on cannot open drives; some releases change their paths on Windows.',
    remedy: 'Use the Node.js this program came with, or a release later than the one named in the message.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
