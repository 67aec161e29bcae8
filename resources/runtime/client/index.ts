/**
 * The client of the lab's installed system, bundled to one file: content `client.cjs` of the client package, staged into
 * Windows/CCM, started by /init of the system image with the system volume at /system.
 */
import { openLinuxPlatform } from '../platform/linux.ts';
import { SYSTEM_ROOT } from './folders.ts';
import { runClient } from './run-client.ts';

/** Screen and first serial port; what a computer does not have is left out. */
const TERMINALS = ['/dev/tty1', '/dev/ttyS0'];

async function main(): Promise<void> {
  const platform = await openLinuxPlatform(TERMINALS);
  await runClient({ platform, root: SYSTEM_ROOT });
}

main().catch((error: unknown) => {
  // Only a defect before the first screen comes here; /init shows the code and starts the program again.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
