/** Error codes of the area "unpack": existing images, compressed ones too, as a source. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const unpackCodes = {
  E_UNPACK_DAMAGED: {
    cause: 'The compressed file is damaged or was not downloaded completely.',
    remedy: 'Download or copy it again and compare its checksum with the publisher’s.',
  },
  E_UNPACK_FORMAT: {
    cause:
      'The file is neither a disk or disc image nor compressed in a way this program knows (.gz, .xz, .zst, .zip).',
    remedy: 'Unpack it with the program it was made with, then write the image.',
  },
  E_UNPACK_CHOICE: {
    cause:
      'The archive holds several files that may be the image, or none, so it is not clear what is to be written.',
    remedy: 'Unpack it and name the image itself.',
  },
  E_SPOOL: {
    cause: 'The temporary folder has no room for what is downloaded or unpacked, or cannot be written.',
    remedy:
      'Free as much room as the message names, or set TMPDIR (TEMP on Windows) to a folder on another disk.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
