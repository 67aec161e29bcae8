/** Error codes of the area "lab": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const labCodes = {
  E_LAB_STORE: {
    cause: "The lab's data folder holds a file this version cannot read.",
    remedy: 'Stop the lab and delete its data folder; it is made again at the next start.',
  },
  E_LAB_WAIT: {
    cause: 'Something the lab was expected to see did not happen in time.',
    remedy: "Read the end of the lab's journal; it names the last requests that arrived.",
  },
  E_LAB_CONTENT: {
    cause: 'A package of the lab has no such file, or its content was not built yet.',
    remedy: 'Run the set-up (npm run setup) so that the boot image is built, then start the lab again.',
  },
  E_LAB_ABSENT: {
    cause: 'There is no lab in this data folder.',
    remedy: 'Check --data, or start the lab once: media-builder lab.',
  },
  E_LAB_START: {
    cause: 'The port is taken, or another lab runs or is just starting on this data folder.',
    remedy: 'Choose another port with --port or another folder with --data, or end the program that uses it.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
