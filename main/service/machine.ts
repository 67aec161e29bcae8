/** The computer's drives as the service sees them. */
import type { GuardedDrives } from '#devices/open-drive.ts';

/** For looking at drives; whoever writes them is behind a `DriveWriter`. */
export type Machine = Pick<GuardedDrives, 'list' | 'find' | 'openForReading' | 'hints'>;
