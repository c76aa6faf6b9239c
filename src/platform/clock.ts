/** Reads the present instant; the only door to it, so that tests and replays can stand in another time. */
export type Clock = () => Temporal.Instant;

export const systemClock: Clock = () => Temporal.Now.instant();
