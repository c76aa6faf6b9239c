import { siteText } from '../../templates/moments.ts';
import type { Wording } from '../../templates/errors.ts';

/** What is said beside a field whose answer is refused. */
export const messages = {
  required: { fr: 'Ce champ est obligatoire.', en: 'This field is required.' },
  unreadable: { fr: 'Cette réponse ne peut pas être lue.', en: 'This answer can’t be read.' },
  email: { fr: 'Indiquez une adresse comme nom@exemple.fr.', en: 'Enter an address such as name@example.org.' },
  tick: { fr: 'Cochez cette case pour continuer.', en: 'Tick this box to go on.' },
  number: { fr: 'Indiquez un nombre, par exemple 12,50.', en: 'Enter a number, such as 12.50.' },
  integer: { fr: 'Indiquez un nombre entier, en chiffres.', en: 'Enter a whole number, in figures.' },
  date: { fr: 'Indiquez une date comme 31/12/2026.', en: 'Enter a date such as 2026-12-31.' },
  choice: {
    fr: 'Ce choix n’est plus proposé. Choisissez-en un autre.',
    en: 'This choice is no longer offered. Choose another one.',
  },
  pattern: { fr: 'Le format attendu n’est pas respecté.', en: 'The expected format isn’t respected.' },
  condition: { fr: 'La valeur indiquée n’est pas acceptée.', en: 'This value isn’t accepted.' },
} as const satisfies Record<string, Wording>;

export function tooSmall(least: string): Wording {
  return {
    fr: `Indiquez un nombre d’au moins ${least.replace('.', ',')}.`,
    en: `Enter a number of at least ${least}.`,
  };
}

export function tooGreat(most: string): Wording {
  return { fr: `Indiquez un nombre d’au plus ${most.replace('.', ',')}.`, en: `Enter a number of at most ${most}.` };
}

export function tooEarly(first: Temporal.PlainDate): Wording {
  return {
    fr: `Indiquez une date à partir du ${siteText(first, 'fr')}.`,
    en: `Enter a date on or after ${siteText(first, 'en')}.`,
  };
}

export function tooLate(last: Temporal.PlainDate): Wording {
  return {
    fr: `Indiquez une date jusqu’au ${siteText(last, 'fr')}.`,
    en: `Enter a date on or before ${siteText(last, 'en')}.`,
  };
}

export function tooFew(least: number): Wording {
  return { fr: `Choisissez-en au moins ${least}.`, en: `Choose at least ${least}.` };
}

export function tooMany(most: number): Wording {
  return { fr: `Choisissez-en ${most} au plus.`, en: `Choose ${most} at most.` };
}

export function tooLong(most: number): Wording {
  return { fr: `${most} caractères au plus.`, en: `${most} characters at most.` };
}
