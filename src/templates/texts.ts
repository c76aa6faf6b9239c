import type { Run } from './run.ts';

/** The few texts that templates translate by themselves; a site's own come by a port. */
const FRENCH: Readonly<Record<string, string>> = {
  Yes: 'Oui',
  No: 'Non',
  yes: 'oui',
  no: 'non',
  maybe: 'peut-être',
};

/** A text in the site's language; itself where nobody knows a translation. */
export function translated(text: string, run: Run): string {
  const own = run.env.ports?.translate?.(text);
  if (own !== undefined) return own;
  return run.language === 'fr' && Object.hasOwn(FRENCH, text) ? (FRENCH[text] ?? text) : text;
}
