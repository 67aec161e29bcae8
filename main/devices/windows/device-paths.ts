/**
 * Paths and flags by which Node opens drives on Windows.
 * Trap: Node rewrites every path before it opens it. From 20.15.1 until nodejs/node#55623 came back into each release line
 * it put a backslash behind "\\.\PHYSICALDRIVE1", which names nothing any more (nodejs/node#54025: EIO).
 */
import { constants } from 'node:fs';
import { win32 } from 'node:path';

/** libuv, include/uv/win.h: FILE_FLAG_NO_BUFFERING; Node's own constants do not have it on Windows. */
const UV_FS_O_DIRECT = 0x02000000;
/** libuv, include/uv/win.h: share nothing with anybody (a share mode of 0 in place of read, write and delete). */
const UV_FS_O_EXLOCK = 0x10000000;

/** For a drive that is written: past the cache, for this process alone. */
export const EXCLUSIVE_FLAGS = constants.O_RDWR + UV_FS_O_DIRECT + UV_FS_O_EXLOCK;
/** For a volume that is to be locked by being opened. */
export const LOCK_FLAGS = constants.O_RDWR + UV_FS_O_EXLOCK;

/** "\\\\.\\PHYSICALDRIVE1" for the ways people write it; undefined for anything else. */
export function physicalDrive(path: string): string | undefined {
  const number = /^(?:\\\\[.?]\\|\/\/[.?]\/)?physicaldrive(\d{1,3})$/i.exec(path.trim())?.[1];
  return number === undefined ? undefined : `\\\\.\\PHYSICALDRIVE${Number(number)}`;
}

/**
 * What this Node would make of the paths of drives; undefined when it leaves them alone, as it must.
 * @param rewrite for tests; what Node's `fs` does to each path on Windows
 */
export function pathFault(
  rewrite = (path: string): string => win32.toNamespacedPath(path),
): string | undefined {
  const paths = ['\\\\.\\PHYSICALDRIVE0', '\\\\.\\PHYSICALDRIVE12', '\\\\.\\E:'];
  const faults = paths.filter((path) => rewrite(path) !== path);
  if (faults.length === 0) return undefined;
  return faults.map((path) => `${path} becomes ${rewrite(path)}`).join(', ');
}
