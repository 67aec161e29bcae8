/** Error codes of the area "call": what a window asks of the core, and what its host can do for it. */
import type { Advice } from './advice.ts';

export const callCodes = {
  E_CALL_UNKNOWN: {
    cause: 'The window asked for something this version of the program does not have.',
    remedy:
      'Reload the window; when it happens again, window and program are of different versions: install again.',
  },
  E_CALL_INPUT: {
    cause:
      'The window sent values the program does not take: a defect of ours, or a foreign page that tries things.',
    remedy: 'Report the message; it names the fields and holds no values.',
  },
  E_CALL_OUTPUT: {
    cause: 'The program would have answered with values the window does not take: a defect of ours.',
    remedy: 'Report the message; it names the fields and holds no values.',
  },
  E_HOST_REFUSED: {
    cause: 'The request came from a page that is not the program’s own window, or without its token.',
    remedy: 'Press Enter in the terminal in which the program runs and open the new address it prints.',
  },
  E_HOST_NO_DIALOG: {
    cause: 'The program runs in a browser, where the system’s file dialogs cannot be used.',
    remedy: 'Choose the file in the program’s own dialog, or type its path.',
  },
  E_HOST_LINK: {
    cause: 'A link does not lead to a page of the documentation, so it is not opened.',
    remedy: 'Copy the address if you trust it and open it yourself.',
  },
  E_FILE_EXISTS: {
    cause: 'There is already a file of this name.',
    remedy: 'Choose another name, or confirm that the file may be replaced.',
  },
  E_JOB_UNKNOWN: {
    cause: 'The work that was named has been forgotten, or belongs to an earlier start of the program.',
    remedy: 'Look at the history for what was made.',
  },
  E_JOB_STATE: {
    cause: 'The work is not in a state in which this can be done.',
    remedy: 'Wait until it has ended, or start it again.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
