/** Why a calendar can't be read, in words that an agent may be shown; thrown within the reading, a value outside of it. */
export class CalendarRefusal extends Error {}
