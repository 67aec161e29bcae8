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
  E_TREE_DUPLICATE: {
    cause: 'Two files of the medium have the same path when upper and lower case are not told apart.',
    remedy: 'Rename one of the two files named in the message.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
