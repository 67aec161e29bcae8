/**
 * The client of the lab's installed system, bundled to one file: content `client.cjs` of the client package, staged into
 * Windows/CCM, started by /init of the system image with the system volume at /system.
 */
import { openLinuxPlatform } from '../platform/linux.ts';
import type { Platform } from '../platform/platform.ts';
import { run } from '../platform/shell.ts';
import { SYSTEM_ROOT } from './folders.ts';
import { runClient } from './run-client.ts';

/** Screen and first serial port; what a computer does not have is left out. */
const TERMINALS = ['/dev/tty1', '/dev/ttyS0'];
/** Program of the system image: an NTFS volume that is not unmounted would be marked as unclean. */
const LEAVE = '/bin/leave-system';
const LEAVE_MS = 60_000;

async function main(): Promise<void> {
  const linux = await openLinuxPlatform(TERMINALS);
  const leave = (how: 'reboot' | 'poweroff', otherwise: () => Promise<void>): (() => Promise<void>) => {
    return async () => {
      // Takes the system volume down first, and this program with it.
      await run(LEAVE, [how], LEAVE_MS);
      await otherwise();
    };
  };
  const platform: Platform = {
    ...linux,
    restart: leave('reboot', async () => {
      await linux.restart();
    }),
    powerOff: leave('poweroff', async () => {
      await linux.powerOff();
    }),
  };
  await runClient({ platform, root: SYSTEM_ROOT });
}

main().catch((error: unknown) => {
  // Only a defect before the first screen comes here; /init shows the code and starts the program again.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
