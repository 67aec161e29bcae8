/** The Linux adapter: sysfs, procfs and lsblk; umount, udev and blockdev; O_EXCL and O_DIRECT. */
import { watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import type { PlatformDrives } from '../platform-drives.ts';
import { claimDrive } from './claim.ts';
import { listLinuxDrives } from './list.ts';
import { isPresent, openExclusively, openForReading } from './open.ts';
import { readSharedFacts, readSharedFactsAgain } from './shared-reading.ts';

export function linuxDrives(): PlatformDrives {
  return {
    list: async (signal) => listLinuxDrives(await readSharedFacts(signal)),
    listAgain: async (signal) => listLinuxDrives(await readSharedFactsAgain(signal)),
    resolve: async (path) => await realpath(path).catch(() => path),
    claim: claimDrive,
    openExclusively,
    openForReading,
    isPresent,
    hints: watchDeviceFolder,
  };
}

/** The kernel makes and removes device files as drives come and go. */
function watchDeviceFolder(onHint: () => void): () => void {
  try {
    const watcher = watch('/dev', { persistent: false }, onHint);
    // Without it drives are found by looking at intervals.
    watcher.on('error', () => {
      watcher.close();
    });
    return () => {
      watcher.close();
    };
  } catch {
    return () => undefined;
  }
}
