/** The time of day, as a port: builds with the same clock give the same bytes. */
export type Clock = () => Date;

/** The computer's clock. */
export const systemClock: Clock = () => new Date();

/** A clock that stands still. @param iso such as "2026-11-20T12:00:00Z" */
export function stoppedClock(iso: string): Clock {
  const milliseconds = Date.parse(iso);
  return () => new Date(milliseconds);
}
