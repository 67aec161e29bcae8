/** Error codes of the area "boot": the usual cause and the remedy, in the user's words. docs/errors.md is made from this. */
import type { Advice } from './advice.ts';

export const bootCodes = {
  E_BOOT_DOWNLOAD: {
    cause: 'A package for the boot image could not be downloaded from Debian or from npm.',
    remedy:
      'Check the network connection (and the proxy settings of apt and npm) and run the command again; nothing is lost.',
  },
  E_BOOT_HOST_PROGRAM: {
    cause: 'A program that builds the boot image is not installed on this computer.',
    remedy:
      'Run the set-up again (npm run setup); it installs what is missing or prints the command that does.',
  },
  E_BOOT_RECIPE: {
    cause: 'The downloaded packages do not hold what the recipe of the boot image expects.',
    remedy:
      'Delete .cache/boot-image and build again; if it stays, the packages changed and resources/boot must be adapted.',
  },
  E_BOOT_RUNTIME: {
    cause: 'The on-device program could not be bundled into the boot image.',
    remedy: "Read the bundler's message, correct the file it names, and build again.",
  },
} as const satisfies Record<`E_${string}`, Advice>;
