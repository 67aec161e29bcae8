/** The time of day, as a port: builds with the same clock give the same bytes. */
export type Clock = () => Date;

/** The computer's clock. */
export const systemClock: Clock = () => new Date();
