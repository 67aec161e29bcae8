/**
 * The two date forms of ISO 9660, always in UTC (zone offset 0).
 * Trap: the short form counts years from 1900 in one byte, so the range is 1900 to 2155.
 */
import { decodeLatin1, encodeLatin1 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';

function utcYear(date: Date): number {
  const year = date.getUTCFullYear();
  if (!(year >= 1900 && year <= 2155)) {
    throw new MediaError('E_FORMAT_VALUE', `a disc holds dates from 1900 to 2155, got the year ${year}`);
  }
  return year;
}

/** ECMA-119 9.1.5, seven bytes. @throws MediaError E_FORMAT_VALUE */
export function encodeRecordDate(date: Date): Uint8Array {
  return Uint8Array.of(
    utcYear(date) - 1900,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    0,
  );
}

/** ECMA-119 8.4.26.1, sixteen digits and the zone; undefined gives "not specified". @throws MediaError E_FORMAT_VALUE */
export function encodeVolumeDate(date: Date | undefined): Uint8Array {
  const result = new Uint8Array(17);
  if (date === undefined) {
    result.fill(0x30, 0, 16);
    return result;
  }
  const two = (value: number): string => value.toString().padStart(2, '0');
  const parts = [
    utcYear(date).toString(),
    two(date.getUTCMonth() + 1),
    two(date.getUTCDate()),
    two(date.getUTCHours()),
    two(date.getUTCMinutes()),
    two(date.getUTCSeconds()),
    two(Math.floor(date.getUTCMilliseconds() / 10)),
  ];
  result.set(encodeLatin1(parts.join('')));
  return result;
}

/** The date of seventeen bytes; undefined when it is not specified or not a date. */
export function decodeVolumeDate(bytes: Uint8Array): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(decodeLatin1(bytes));
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, hundredths = 0] = match
    .slice(1)
    .map(Number);
  if (year === 0) return undefined;
  const zoneQuarters = new DataView(bytes.buffer, bytes.byteOffset, 17).getInt8(16);
  const local = Date.UTC(year, month - 1, day, hour, minute, second, hundredths * 10);
  return new Date(local - zoneQuarters * 15 * 60_000);
}
