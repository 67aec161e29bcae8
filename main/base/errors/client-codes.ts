/** Codes of the client in the installed system: its settings, the upgrade in place, the way into the boot image. */
import type { Advice } from './advice.ts';

export const clientCodes = {
  E_RT_CLIENT_SETUP: {
    cause: 'The settings of the management program on this computer are missing or damaged.',
    remedy: 'Tell the help desk the text below; this computer must be installed again.',
  },
  E_TS_UPGRADE: {
    cause: 'This system cannot be upgraded to the one in the upgrade package.',
    remedy:
      'Nothing was changed, the computer can be used as before. Tell the help desk the text below; another upgrade package is needed.',
  },
  E_TS_UPGRADE_APPLY: {
    cause: 'The new system could not be put beside the running one.',
    remedy:
      'The computer starts as before. Try again; if it happens again, tell the help desk the text below.',
  },
  E_TS_BOOT_IMAGE_STAGE: {
    cause: 'The boot image of the task sequence could not be put onto the disk of this computer.',
    remedy:
      'Nothing was changed, the computer can be used as before. Try again; if it happens again, tell the help desk the text below.',
  },
} as const satisfies Readonly<Record<string, Advice>>;
