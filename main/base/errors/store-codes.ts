/** Error codes of the area "store": settings, drafts, connections and history on this computer. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const storeCodes = {
  E_STORE_BROKEN: {
    cause: 'A file of this program is damaged, or another version of the program wrote it.',
    remedy:
      'It was kept beside under the name in the message, and the program goes on without it; put it back when the right version is installed, or delete it.',
  },
  E_STORE_BUSY: {
    cause: 'Another run of this program was writing the same file all the time.',
    remedy: 'Try again; when no other run is there, delete the lock file the message names.',
  },
  E_STORE_UNUSABLE: {
    cause: 'A file of this program cannot be read or written: no rights, no room, or a disk that fails.',
    remedy:
      'Make room or correct the rights of the folder in the message; what was stored before is as it was.',
  },
  E_STORE_VALUE: {
    cause: 'A value has not the form that may be stored.',
    remedy: 'Correct the field the message names.',
  },
  E_STORE_SECRET: {
    cause: 'Something was about to be stored in a file that is named like a password or another secret.',
    remedy: 'Report the message: secrets belong into the storage of the system, never into a file.',
  },
  E_SECRET_STORAGE: {
    cause:
      "The system's storage for passwords (keychain, Credential Manager, Secret Service) refused or did not answer.",
    remedy: 'Unlock it and try again; without it, name the password file at each command.',
  },
} as const satisfies Record<`E_${string}`, Advice>;
