/** The drives of the computer this runs on, with the adapter of its operating system behind the one guarded flow. */
import { MediaError } from '#base/errors/media-error.ts';
import { listByDrivelist } from './drivelist-adapter.ts';
import { guardedDrives, type GuardedDrives } from './open-drive.ts';
import type { PlatformDrives } from './platform-drives.ts';

/**
 * What runs, commands and the writer process use; has the shape of `DriveSystem` in `jobs`.
 * Loads the adapter on first use, so a platform without one refuses each call with E_DEVICE_PLATFORM.
 */
export function thisMachine(): GuardedDrives {
  return guardedDrives(() => platformDrives(process.platform), listByDrivelist);
}

/** @throws MediaError E_DEVICE_PLATFORM */
async function platformDrives(platform: NodeJS.Platform): Promise<PlatformDrives> {
  switch (platform) {
    case 'linux':
      return (await import('./linux/index.ts')).linuxDrives();
    case 'win32':
      return (await import('./windows/windows-drives.ts')).windowsDrives();
    case 'darwin':
      return (await import('./macos/macos-drives.ts')).macosDrives();
    default:
      throw new MediaError('E_DEVICE_PLATFORM', `drives cannot be opened on ${platform} yet`);
  }
}
