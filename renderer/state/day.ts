/**
 * Days as date fields know them ("2027-11-20") and moments as requests store them (ISO 8601 in UTC). A day begins and ends
 * where the user is: "until 20 November" includes the evening of that day.
 */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The local day of a moment; empty for an empty or broken one. */
export function dayOf(iso: string): string {
  const date = new Date(iso);
  if (iso === '' || Number.isNaN(date.getTime())) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first moment of a local day; empty for what is no day. */
export function startOfDay(day: string): string {
  return momentOf(day, [0, 0, 0]);
}

/** The last second of a local day; empty for what is no day. */
export function endOfDay(day: string): string {
  return momentOf(day, [23, 59, 59]);
}

function momentOf(day: string, [hours, minutes, seconds]: readonly [number, number, number]): string {
  const parts = DAY.exec(day);
  if (parts === null) return '';
  const date = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), hours, minutes, seconds);
  // Date makes the 2nd of March of the 30th of February.
  return dayOf(date.toISOString()) === day ? date.toISOString() : '';
}

/** The same day so many months later, or the last one of that month; in UTC, as the core counts. */
export function addMonths(date: Date, months: number): Date {
  const moved = new Date(date);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(date.getUTCDate(), lastDay));
  return moved;
}
