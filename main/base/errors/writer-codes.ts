/** Error codes of the area "writer": the process that writes drives. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const writerCodes = {
  E_WRITER_START: {
    cause: 'The process that writes drives could not be started.',
    remedy: 'The message has the system’s own words; start the program again, if need be as administrator.',
  },
  E_WRITER_DECLINED: {
    cause: 'The question for administrator rights was answered with no, or it could not be asked.',
    remedy: 'Start again and allow it; without these rights no drive can be written.',
  },
  E_WRITER_LOST: {
    cause: 'The process that writes drives ended or stopped answering.',
    remedy: 'Drives it was writing are incomplete and do not start; write them again.',
  },
  E_WRITER_MESSAGE: {
    cause: 'A message between the program and its writer was not one of those they may exchange.',
    remedy: 'The two may be of different versions: install the program again.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
