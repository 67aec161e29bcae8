/** Sizes and rounding. Byte counts are numbers below 2^53; bitwise operators would wrap at 2^31 and are not used. */

export const KIB = 1024;
export const MIB = 1024 * 1024;
export const GIB = 1024 * 1024 * 1024;
export const TIB = 1024 * GIB;

/** The smallest multiple of `unit` that is not below `value`. */
export function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

/** How many units of `unit` hold `value`. */
export function ceilDiv(value: number, unit: number): number {
  return Math.ceil(value / unit);
}

/** A size for people, decimal units as drive makers print them: "3.9 GB". */
export function formatBytes(bytes: number): string {
  const names = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let index = 0;
  while (value >= 1000 && index < names.length - 1) {
    value /= 1000;
    index += 1;
  }
  return `${index === 0 ? Math.round(value) : value.toFixed(value < 10 ? 2 : 1)} ${names[index] ?? ''}`;
}
