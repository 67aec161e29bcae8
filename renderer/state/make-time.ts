/**
 * How long a run will take, as a range: between a fast and a slow stick. An estimate, and shown as one; the speeds are
 * ours, about what sticks sold for this purpose do (the cheap ones write 8 MB/s, USB 3 ones 60 MB/s and more).
 */

export interface MakeTimeInput {
  /** Written to each drive. */
  readonly driveBytes: number;
  readonly drives: number;
  /** Of the ISO and image files. */
  readonly fileBytes: readonly number[];
  /** Fetched from the site once. */
  readonly contentBytes: number;
}

export interface SecondsRange {
  readonly from: number;
  readonly to: number;
}

interface Speeds {
  readonly write: number;
  readonly read: number;
  readonly fileWrite: number;
  readonly fileRead: number;
  readonly fetch: number;
  readonly start: number;
}

const MB = 1e6;
/** Bytes in a second; `start`: seconds until the first byte is written. */
const FAST: Speeds = {
  write: 60 * MB,
  read: 150 * MB,
  fileWrite: 400 * MB,
  fileRead: 1000 * MB,
  fetch: 100 * MB,
  start: 3,
};
const SLOW: Speeds = {
  write: 8 * MB,
  read: 25 * MB,
  fileWrite: 80 * MB,
  fileRead: 150 * MB,
  fetch: 10 * MB,
  start: 10,
};
/** Together, however many sticks are on the port: USB 3.0 with its overhead, and a hub of USB 2.0. */
const BUS = { fast: 400 * MB, slow: 35 * MB } as const;

/** Drives run at the same time, files one after the other beside them; the slower side counts. */
export function makeTime(input: MakeTimeInput): SecondsRange {
  return {
    from: rounded(secondsOf(input, FAST, BUS.fast)),
    to: rounded(secondsOf(input, SLOW, BUS.slow)),
  };
}

function secondsOf(
  { driveBytes, drives, fileBytes, contentBytes }: MakeTimeInput,
  speeds: Speeds,
  bus: number,
): number {
  const write = Math.min(speeds.write, bus / Math.max(1, drives));
  const read = Math.min(speeds.read, bus / Math.max(1, drives));
  const sticks = drives === 0 ? 0 : driveBytes / write + driveBytes / read;
  // Written, read back, and read once more for the hash.
  const files = fileBytes.reduce((sum, one) => sum + one / speeds.fileWrite + (2 * one) / speeds.fileRead, 0);
  return speeds.start + contentBytes / speeds.fetch + Math.max(sticks, files);
}

/** Nobody wants an estimate of 47 seconds: steps of 5 below a minute, of half a minute below ten, then whole minutes. */
function rounded(seconds: number): number {
  const step = seconds < 60 ? 5 : seconds < 600 ? 30 : 60;
  return Math.max(step, Math.ceil(seconds / step) * step);
}

/** "45 seconds", "2.5 minutes", "1 hour": the unit people would say it in. */
export function durationParts(seconds: number): {
  readonly value: number;
  readonly unit: 'second' | 'minute' | 'hour';
} {
  if (seconds < 60) return { value: seconds, unit: 'second' };
  if (seconds < 5400) return { value: seconds / 60, unit: 'minute' };
  return { value: seconds / 3600, unit: 'hour' };
}
