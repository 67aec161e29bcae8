/**
 * Times as WMI writes them: "20261005080000.000000+120", local time and the minutes it is ahead of UTC (DMTF DSP0004,
 * datetime). Three asterisks for the minutes mean that nobody said; the console writes UTC then.
 */

/** Milliseconds since 1970; undefined when it is no such time. */
export function parseCimTime(text: string): number | undefined {
  const match =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(?:\d{1,6}|\*{6}))?(?:([+-]\d{3})|[+-]\*{3})?$/.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', ahead = '0'] = match;
  const localMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(localMs) ? undefined : localMs - Number(ahead) * 60_000;
}

/** The second a time lies in, as UTC. @param iso ISO 8601 */
export function renderCimTime(iso: string): string {
  return `${new Date(iso).toISOString().replaceAll(/[-:T]|\..*$/g, '')}.000000+000`;
}
