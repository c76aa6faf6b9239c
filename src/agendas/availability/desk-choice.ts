/** The one with the fewest bookings that day, then the first: of desks for a slot, of members of a virtual agenda. Null of none. */
export function leastBusy<Candidate>(
  candidates: readonly Candidate[],
  bookingsThatDay: (candidate: Candidate) => number,
): Candidate | null {
  let chosen: Candidate | null = null;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const count = bookingsThatDay(candidate);
    if (count >= fewest) continue;
    chosen = candidate;
    fewest = count;
  }
  return chosen;
}
