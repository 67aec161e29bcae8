/** Error codes of the area "choice" (what a request names at the site): the usual cause and the remedy. */
import type { Advice } from './advice.ts';

export const choiceCodes = {
  E_CHOICE_UNKNOWN: {
    cause: 'The request names something the site does not have, or this account does not see.',
    remedy:
      'Choose one of the names in the message; if yours is missing, check the account’s rights at the site.',
  },
  E_CHOICE_UNUSABLE: {
    cause: 'What the request names exists, but a medium made with it could not work.',
    remedy: 'Choose another one, or bring it into the state the message asks for and try again.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
