/** Error codes of the area "image": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const imageCodes = {
  E_IMAGE_PLAN: {
    cause:
      'The plan of the image contradicts itself: a defect of ours, found before the first byte was written.',
    remedy: 'Run the command again with --log-level debug and report the log together with the message.',
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
  E_IMAGE_UNKNOWN: {
    cause: 'The file or drive holds neither an ISO 9660 disc nor a FAT32 partition.',
    remedy: 'Check that the right file or drive was named; if it was, the medium must be made again.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
