import type { Key } from './keys.ts';
import { plainText } from './keys.ts';
import { elementOf } from './reading.ts';
import { childNamed, textIn } from './xml.ts';

/** A name as it stands in addresses: `Prêt de matériel` → `pret-de-materiel`. */
export function slugOf(name: string, between: '-' | '_' = '-'): string {
  const plain = name.normalize('NFKD').replace(/[’']/g, ' ').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9_]+/g, between).replace(new RegExp(`^${between}+|${between}+$`, 'g'), '');
}

/** The slug of a definition; where the export has none, it is made of the name. */
export const slug = (name: string, between: '-' | '_', taken: ReadonlySet<string> = new Set()): Key<string> => ({
  name,
  read(found, piece) {
    const said = plainText(found, piece).trim() || slugOf(textIn(childNamed(piece.element, 'name')), between);
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,249}$/.test(said))
      piece.reading.refuse(
        `\`${said.slice(0, 60)}\` can't be a slug: letters, digits, - and _`,
        found ?? piece.element,
      );
    if (taken.has(said.toLowerCase()))
      piece.reading.refuse(
        `\`${said}\` is taken: it is a word of our own, and can't be a slug`,
        found ?? piece.element,
      );
    return said;
  },
  write: (value) => elementOf(name, [value]),
});

/** First words of addresses that are ours (spec/running.md). */
export const rootWords: ReadonlySet<string> = new Set(
  [
    'api',
    'agendas',
    'backoffice',
    'login',
    'logout',
    'account',
    'code',
    'r',
    'actions',
    'healthz',
    'readyz',
    'metrics',
    'manage',
    'static',
    'assets',
    'theme.css',
  ].concat([
    'accessibilite',
    'courriels',
    'mentions-legales',
    'donnees-personnelles',
    'language',
    'langue',
    'favicon.ico',
    'robots.txt',
    'mails',
    'user',
    'register',
    '__provision__',
  ]),
);
