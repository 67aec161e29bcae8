/** Error codes of the area "usage": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const usageCodes = {
  E_INTERNAL: {
    cause: 'The program met a state it does not know: a defect of ours.',
    remedy:
      'Report the message with what you did before it; the command line holds no secret and may be sent along.',
  },
  E_USAGE: {
    cause: 'The command line or the request is incomplete or contradicts itself.',
    remedy: 'Correct the option named in the message; --help shows every option with examples.',
  },
  E_PASSWORD_SOURCE: {
    cause: 'The password could not be taken from the file, from standard input or from the prompt.',
    remedy:
      'Put the password, and nothing else, into a file only you can read and name it with --password-file.',
  },
  E_CANCELLED: {
    cause: 'The run was cancelled by the user.',
    remedy: 'Start it again; a partly written output was removed or left in a state that does not boot.',
  },
  E_PROGRAM_START: {
    cause: 'A program this one needs is not installed, may not be started, or did not end in time.',
    remedy:
      'Run the set-up again (npm run setup); it installs what is missing or prints the command that does.',
  },
  E_PROGRAM_FAILED: {
    cause: 'A program this one uses ended with an error.',
    remedy: "Read that program's own message, which is part of this one.",
  },
} as const satisfies Record<`E_${string}`, Advice>;
