/** A name as it stands in addresses: `Stages d’été` → `stages-d-ete`; empty where nothing of it can stand there. */
export function slugOf(label: string): string {
  const plain = label.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 150)
    .replace(/-+$/, '');
}

/** The slug itself, or with the first number behind it that makes it free. */
export function freeSlug(wanted: string, taken: ReadonlySet<string>): string {
  let slug = wanted;
  for (let number = 1; taken.has(slug); number++) slug = `${wanted}-${number}`;
  return slug;
}
