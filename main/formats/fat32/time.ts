/**
 * FAT times: two seconds of resolution, years 1980 to 2107, local time without a zone.
 * Trap: there is no place for the zone, so every system shows what is written as its own local time. We write UTC,
 * because the same build must give the same bytes everywhere.
 */
import { MediaError } from '#base/errors/media-error.ts';

export interface FatTime {
  readonly date: number;
  readonly time: number;
  /** Units of 10 ms beyond `time`, 0 to 199. */
  readonly tenths: number;
}

/** @throws MediaError E_FORMAT_VALUE before 1980 and after 2107 */
export function encodeFatTime(moment: Date): FatTime {
  const year = moment.getUTCFullYear();
  if (!(year >= 1980 && year <= 2107)) {
    throw new MediaError('E_FORMAT_VALUE', `FAT holds the years 1980 to 2107, got ${year}`);
  }
  return {
    date: ((year - 1980) << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate(),
    time: (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1),
    tenths: (moment.getUTCSeconds() % 2) * 100 + Math.floor(moment.getUTCMilliseconds() / 10),
  };
}

/** The moment, the stored time taken as UTC. Nonsense (day 0) gives what Date makes of it. */
export function decodeFatTime({ date, time, tenths }: FatTime): Date {
  return new Date(
    Date.UTC(
      (date >> 9) + 1980,
      ((date >> 5) & 15) - 1,
      date & 31,
      time >> 11,
      (time >> 5) & 63,
      (time & 31) * 2,
      tenths * 10,
    ),
  );
}
