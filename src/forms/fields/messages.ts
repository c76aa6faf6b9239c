import type { Wording } from '../../templates/errors.ts';

/** What is said beside a field whose answer is refused. */
export const messages = {
  required: { fr: 'Ce champ est obligatoire.', en: 'This field is required.' },
  unreadable: { fr: 'Cette réponse ne peut pas être lue.', en: 'This answer can’t be read.' },
  email: { fr: 'Indiquez une adresse comme nom@exemple.fr.', en: 'Enter an address such as name@example.org.' },
  choice: {
    fr: 'Ce choix n’est plus proposé. Choisissez-en un autre.',
    en: 'This choice is no longer offered. Choose another one.',
  },
  pattern: { fr: 'Le format attendu n’est pas respecté.', en: 'The expected format isn’t respected.' },
  condition: { fr: 'La valeur indiquée n’est pas acceptée.', en: 'This value isn’t accepted.' },
} as const satisfies Record<string, Wording>;

export function tooFew(least: number): Wording {
  return { fr: `Choisissez-en au moins ${least}.`, en: `Choose at least ${least}.` };
}

export function tooMany(most: number): Wording {
  return { fr: `Choisissez-en ${most} au plus.`, en: `Choose ${most} at most.` };
}

export function tooLong(most: number): Wording {
  return { fr: `${most} caractères au plus.`, en: `${most} characters at most.` };
}
