import type { Wording } from '../../templates/errors.ts';
import { isBelgianNationalNumber, isIban, isNir, isSiren, isSiret, isTaxNumber } from './check-digits.ts';

/** A check of a text line, by itself. */
export type Validation = {
  /** How the text is kept: without the blanks that people put into long numbers. */
  normal?: (text: string) => string;
  holds: (text: string, place: { timeZone: string }) => boolean;
  message: Wording;
};

/** Checks that a row of this table says whole; `regex` and `django` take what the administrator wrote (string.ts). */
export const validations: Readonly<Record<string, Validation>> = {
  digits: {
    holds: (text) => /^\d+$/.test(text),
    message: { fr: 'Utilisez uniquement des chiffres.', en: 'Use digits only.' },
  },
  time: {
    normal: (text) => text.replace(/^(\d):/, '0$1:'),
    holds: (text) => /^([01]?\d|2[0-3]):[0-5]\d$/.test(text),
    message: { fr: 'Indiquez une heure comme 09:30.', en: 'Enter a time such as 09:30.' },
  },
  url: {
    holds: isWebAddress,
    message: {
      fr: 'Indiquez une adresse comme https://exemple.fr.',
      en: 'Enter an address such as https://example.org.',
    },
  },
  phone: {
    holds: (text) => /^\+?[\d().\s/-]+$/.test(text) && digitsIn(text).length >= 3 && digitsIn(text).length <= 15,
    message: phoneMessage('+33 1 23 45 67 89'),
  },
  'phone-fr': { holds: isFrenchPhone, message: phoneMessage('01 23 45 67 89') },
  'mobile-local': {
    holds: isLocalMobile,
    message: { fr: 'Indiquez un numéro de téléphone mobile.', en: 'Enter a mobile phone number.' },
  },
  'zipcode-fr': {
    holds: (text) => /^\d{5}$/.test(text),
    message: { fr: 'Un code postal a cinq chiffres.', en: 'A postal code has five digits.' },
  },
  'siren-fr': { normal: close, holds: isSiren, message: number('SIREN', '9 chiffres', '9 digits') },
  'siret-fr': { normal: close, holds: isSiret, message: number('SIRET', '14 chiffres', '14 digits') },
  'nir-fr': {
    normal: close,
    holds: isNir,
    message: number('de sécurité sociale', '15 chiffres, clé comprise', '15 digits, key included'),
  },
  'ants-predemand-fr': {
    normal: close,
    holds: (text) => /^[A-Z0-9]{10}$/.test(text),
    message: number('de pré-demande', '10 lettres ou chiffres', '10 letters or digits'),
  },
  'caf-beneficiary-number-fr': {
    normal: close,
    holds: (text) => /^\d{7}[A-Z]?$/.test(text),
    message: number('d’allocataire', '7 chiffres', '7 digits'),
  },
  'tax-assessment-fiscal-number-fr': {
    normal: close,
    holds: isTaxNumber,
    message: number('fiscal', '13 chiffres', '13 digits'),
  },
  'tax-assessment-reference-fr': {
    normal: close,
    holds: (text) => /^\d{2}[A-Z0-9]{11}$/.test(text),
    message: { fr: 'La référence de l’avis a 13 signes.', en: 'The reference of the tax notice has 13 characters.' },
  },
  'rna-number-fr': {
    normal: close,
    holds: (text) => /^W\d[\dA-Z]\d{7}$/.test(text),
    message: number('RNA', 'W et 9 signes', 'W and 9 characters'),
  },
  'nrn-be': {
    normal: (text) => digitsIn(text),
    holds: (text) => /^[\d.\s-]+$/.test(text) && isBelgianNationalNumber(digitsIn(text)),
    message: number('de registre national', '11 chiffres', '11 digits'),
  },
  iban: { normal: close, holds: isIban, message: { fr: 'Cet IBAN n’est pas valable.', en: 'This IBAN isn’t valid.' } },
};

/** Without blanks, dots and dashes, in capitals. */
function close(text: string): string {
  return text.replace(/[\s.\u00A0\u202F-]/g, '').toUpperCase();
}

function digitsIn(text: string): string {
  return text.replace(/\D/g, '');
}

function number(of: string, fr: string, en: string): Wording {
  return {
    fr: `Ce numéro ${of} n’est pas valable : il a ${fr}.`.replace(' :', '\u00A0:'),
    en: `This number (${of}) isn’t valid: it has ${en}.`,
  };
}

function phoneMessage(example: string): Wording {
  return { fr: `Indiquez un numéro de téléphone comme ${example}.`, en: `Enter a phone number such as ${example}.` };
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.hostname.includes('.') &&
    !/\s/.test(text)
  );
}

/** National digits of a number, from one of a country's spellings: `01…`, `+33 1…`, `0033 (0) 1…`. Null where it is none. */
function national(text: string, prefixes: readonly string[]): string | null {
  if (!/^\+?[\d().\s/\u00A0\u202F-]+$/.test(text)) return null;
  const digits = (text.trim().startsWith('+') ? '+' : '') + digitsIn(text.replace('(0)', ''));
  const international = digits.replace(/^00/, '+');
  const prefix = prefixes.find((one) => international.startsWith(`+${one}`));
  if (prefix) return international.slice(prefix.length + 1);
  return digits.startsWith('0') && !digits.startsWith('00') ? digits.slice(1) : null;
}

/** France and the countries' numbers of its overseas departments, which have nine digits too. */
const french = ['33', '262', '590', '594', '596'];

function isFrenchPhone(text: string): boolean {
  return /^[1-9]\d{8}$/.test(national(text, french) ?? '');
}

/** Mobile numbers of the site's country: of Belgium where its clock is that of Brussels, else of France. */
function isLocalMobile(text: string, { timeZone }: { timeZone: string }): boolean {
  if (timeZone === 'Europe/Brussels') return /^4\d{8}$/.test(national(text, ['32']) ?? '');
  return /^[67]\d{8}$/.test(national(text, french) ?? '');
}
