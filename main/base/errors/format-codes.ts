/** Error codes of the area "format": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const formatCodes = {
  E_FORMAT_TRUNCATED: {
    cause: 'The data ends before the structure that should be there does.',
    remedy: 'Copy the file or write the medium again; the source is incomplete.',
  },
  E_FORMAT_MAGIC: {
    cause: 'The data does not begin with the mark of the expected format.',
    remedy: 'Check that the right file or drive was named; if it was, it is damaged and must be made again.',
  },
  E_FORMAT_VALUE: {
    cause: 'A field holds a value that the format does not allow or that this program cannot represent.',
    remedy: 'Check the value named in the message; if it came from a file, that file is damaged.',
  },
  E_TREE_NAME: {
    cause: 'A file name holds characters, an ending or a length that Windows does not allow.',
    remedy: 'Rename the file in its source and distribute the package again.',
  },
  E_TREE_DEPTH: {
    cause: 'A file lies in too many folders inside each other, or its path is longer than Windows can open.',
    remedy: 'Move the folder named in the message further up in its source and distribute the package again.',
  },
  E_TREE_DUPLICATE: {
    cause: 'Two files of the medium have the same path when upper and lower case are not told apart.',
    remedy: 'Rename one of the two files named in the message.',
  },
  E_VARIABLES_PASSWORD: {
    cause: 'The password is not the one the media variables were encrypted with.',
    remedy:
      'Type the password again; mind the keyboard layout and Caps Lock. It cannot be recovered from the medium.',
  },
  E_VARIABLES_DAMAGED: {
    cause: 'The password is right, but the encrypted media variables were changed after they were written.',
    remedy: 'Verify the medium and create it again; use another drive if it happens twice.',
  },
  E_VARIABLES_TRUNCATED: {
    cause: 'The file of the media variables is shorter than it says it is.',
    remedy: 'Create the medium again, or copy the file again from its source.',
  },
  E_VARIABLES_LENGTH: {
    cause: 'The lengths at the beginning of the media variables file contradict each other.',
    remedy: 'Create the medium again; the file is damaged or was made by a program with another format.',
  },
  E_VARIABLES_ALGORITHM: {
    cause: 'The encryption algorithm of the media variables is not one this program reads or writes.',
    remedy: 'Use AES-256, or AES-128 for boot images made before 2025.',
  },
  E_VARIABLES_MAGIC: {
    cause: 'The file is not an encrypted file of media variables.',
    remedy: 'Check that the right medium or file was named; it should be SMS/data/Variables.dat.',
  },
  E_VARIABLES_VALUE: {
    cause: 'A media variable has a name or value that cannot be stored, or the password is empty.',
    remedy: 'Correct the variable named in the message.',
  },
  E_BOOTSTRAP: {
    cause: 'TsmBootstrap.ini on the medium is missing a value or holds one that is not known.',
    remedy: 'Create the medium again; do not edit the file by hand.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
