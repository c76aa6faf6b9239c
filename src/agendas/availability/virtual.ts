/** A start of a virtual agenda, with the members (their indices, in order) that have it free; none where it is refused by all. */
export type VirtualStart = { start: number; members: number[] };

/** What a virtual agenda offers, of the starts that its members look at. Each list sorted by start. */
export function together(members: readonly (readonly { start: number; offered: boolean }[])[]): VirtualStart[] {
  const found = new Map<number, VirtualStart>();
  members.forEach((starts, member) => {
    for (const { start, offered } of starts) {
      let both = found.get(start);
      if (!both) found.set(start, (both = { start, members: [] }));
      if (offered) both.members.push(member);
    }
  });
  return [...found.values()].toSorted((a, b) => a.start - b.start);
}

/** Meeting types that all members have, with the same slug, label and duration; in the order of the first member. */
export function commonTypes<Type extends { slug: string; label: string; durationMinutes: number }>(
  members: readonly (readonly Type[])[],
): Type[] {
  const [first = [], ...others] = members;
  const same = (a: Type, b: Type): boolean =>
    a.slug === b.slug && a.label === b.label && a.durationMinutes === b.durationMinutes;
  return first.filter((type) => others.every((types) => types.some((other) => same(type, other))));
}
