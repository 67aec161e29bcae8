/** Runs inside a test guest: prints all facts that its kernel and lsblk give about drives, as a recording. */
import { readLinuxFacts } from '#devices/linux/facts.ts';

process.stdout.write(`${JSON.stringify(await readLinuxFacts())}\n`);
