/**
 * The program that runs when our boot image starts: the first and only one a person sees. Bundled to one file
 * (/runtime/index.cjs of the initrd) and started by /init, which starts it again should it ever end.
 */
import { openLinuxPlatform } from './platform/linux.ts';
import { runDevice } from './flow.ts';

/** Screen and first serial port; what a computer does not have is left out. */
const TERMINALS = ['/dev/tty1', '/dev/ttyS0'];

async function main(): Promise<void> {
  const platform = await openLinuxPlatform(TERMINALS);
  await runDevice(platform);
}

main().catch((error: unknown) => {
  // Only a defect before the first screen comes here; /init shows the code and starts the program again.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
