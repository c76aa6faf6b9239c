/**
 * The words of the shared parts. Other rooms copy the pattern for theirs: a French object, an English one held to its
 * type, functions where a number or a name comes in. No-break spaces (U+00A0) are written where French asks for them.
 */
import type { Language, TownIdentity } from './frame.ts';

/** No-break space. */
const n = '\u00a0';

function count(number: number, one: string, many: string): string {
  return `${number}${n}${number < 2 ? one : many}`;
}

function frenchRank(rank: number): string {
  return rank === 1 ? '1er' : `${rank}e`;
}

function englishRank(rank: number): string {
  const tens = rank % 100;
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return `${rank}${ending}`;
}

const accessibilityFr: Record<TownIdentity['accessibilityState'], string> = {
  non: 'non conforme',
  partiellement: 'partiellement conforme',
  totalement: 'totalement conforme',
};

const accessibilityEn: typeof accessibilityFr = {
  non: 'not compliant',
  partiellement: 'partially compliant',
  totalement: 'fully compliant',
};

const fr = {
  skip: 'Aller au contenu',
  mainNavigation: 'Principale',
  accountNavigation: 'Compte et langue',
  legalNavigation: 'Informations légales',
  crumbs: 'Fil d’Ariane',
  help: 'Aide',
  signIn: 'Se connecter',
  signOut: 'Se déconnecter',
  backoffice: 'Espace agents',
  otherLanguage: 'English',
  question: `Une question${n}?`,
  writeUs: 'Écrire à la mairie',
  accessibility: 'Accessibilité',
  accessibilityState: (state: TownIdentity['accessibilityState']) => accessibilityFr[state],
  legal: 'Mentions légales',
  privacy: 'Données personnelles',
  appearance: 'Apparence',
  appearances: { auto: 'Automatique', light: 'Claire', dark: 'Sombre' },
  apply: 'Appliquer',
  errorTitle: `Erreur${n}: `,
  colon: `${n}: `,
  pending: 'en attente',
  optional: '(facultatif)',
  allRequired: `Toutes les réponses sont obligatoires, sauf mention «${n}facultatif${n}».`,
  answersKept: 'Vos autres réponses sont gardées.',
  toReview: (number: number) =>
    number === 1 ? 'Une réponse est à revoir' : `${frenchNumber(number)} réponses sont à revoir`,
  steps: 'Étapes',
  stepOf: (number: number, total: number) => `Étape ${number} sur ${total}${n}: `,
  stepDone: ' (étape faite)',
  next: 'Suivant',
  previous: 'Précédent',
  confirm: 'Valider',
  abandon: 'Abandonner',
  edit: 'Modifier',
  nothing: 'Rien',
  firstFree: `Premier jour avec une place${n}: `,
  firstFreeTime: `Premier créneau libre${n}: `,
  earlierDays: 'Jours précédents',
  laterDays: 'Jours suivants',
  more: 'Voir plus de dates',
  noDay: 'Pas d’horaire disponible.',
  full: 'Complet',
  closed: 'Fermé',
  gone: 'Pris à l’instant',
  lastPlace: 'Dernière place',
  waitingList: 'Liste d’attente',
  booked: 'Déjà réservé',
  bookedWaiting: 'Déjà en liste d’attente',
  wouldBe: (rank: number) => `vous seriez ${frenchRank(rank)}`,
  rank: frenchRank,
  places: (number: number) => (number === 0 ? 'Aucune place' : count(number, 'place', 'places')),
  placesLeft: (number: number) => (number === 0 ? 'Complet' : count(number, 'place libre', 'places libres')),
  heldUntil: 'Votre place est gardée jusqu’à',
  minutesLeft: (number: number) => (number < 2 ? `Il reste 1${n}minute.` : `Il reste ${number}${n}minutes.`),
  holdLonger: `Garder 10${n}minutes de plus`,
  holdOver: `Votre place n’est plus gardée, mais elle est peut-être encore libre${n}: validez maintenant.`,
  present: 'Présent',
  absent: 'Absent',
  absenceReason: (name: string) => `Motif d’absence de ${name}`,
  noReason: 'Sans motif',
  search: 'Rechercher',
  filter: 'Filtrer',
  filteredBy: `Filtré par${n}:`,
  removeFilter: ', retirer ce filtre',
  removeAll: 'Tout retirer',
  views: 'Vues',
  ticked: (number: number) => (number < 2 ? `${number} cochée` : `${number} cochées`),
  tickAll: 'Tout cocher sur cette page',
  actions: 'Actions',
  pagination: 'Pages de la liste',
  range: (from: number, to: number, total: number) => `${grouped(from)} à ${grouped(to)} sur ${grouped(total)}`,
  earlier: 'Précédents',
  later: 'Suivants',
  keys: 'Au clavier',
  keysOpen: 'ouvrir',
  keysMove: 'parcourir',
  keysTick: 'cocher',
  keysEnter: 'Entrée',
  hour: 'Heure',
  book: 'Réserver',
  at: (place: string) => ` à ${place}`,
  yourBooking: 'Votre réservation',
  cancelled: 'Annulée',
  code: 'Code de suivi',
  fileRule: 'PDF ou photo',
  remove: 'Retirer',
  newWindow: 'nouvelle fenêtre',
  doneOf: (done: number, total: number) => `${grouped(done)} sur ${grouped(total)}`,
  refresh: 'Voir où cela en est',
  email: 'Courriel',
  password: 'Mot de passe',
  choose: 'Choisissez',
};

const en: typeof fr = {
  skip: 'Skip to content',
  mainNavigation: 'Main',
  accountNavigation: 'Account and language',
  legalNavigation: 'Legal information',
  crumbs: 'Breadcrumb',
  help: 'Help',
  signIn: 'Sign in',
  signOut: 'Sign out',
  backoffice: 'Staff area',
  otherLanguage: 'Français',
  question: 'A question?',
  writeUs: 'Write to the town hall',
  accessibility: 'Accessibility',
  accessibilityState: (state) => accessibilityEn[state],
  legal: 'Legal notice',
  privacy: 'Personal data',
  appearance: 'Appearance',
  appearances: { auto: 'Automatic', light: 'Light', dark: 'Dark' },
  apply: 'Apply',
  errorTitle: 'Error: ',
  colon: ': ',
  pending: 'waiting',
  optional: '(optional)',
  allRequired: 'All answers are required unless marked “optional”.',
  answersKept: 'Your other answers are kept.',
  toReview: (number) =>
    number === 1 ? 'One answer needs another look' : `${englishNumber(number)} answers need another look`,
  steps: 'Steps',
  stepOf: (number, total) => `Step ${number} of ${total}: `,
  stepDone: ' (done)',
  next: 'Next',
  previous: 'Previous',
  confirm: 'Confirm',
  abandon: 'Give up',
  edit: 'Change',
  nothing: 'Nothing',
  firstFree: 'First day with a place: ',
  firstFreeTime: 'First free time: ',
  earlierDays: 'Earlier days',
  laterDays: 'Later days',
  more: 'See later dates',
  noDay: 'No time available.',
  full: 'Full',
  closed: 'Closed',
  gone: 'Just taken',
  lastPlace: 'Last place',
  waitingList: 'Waiting list',
  booked: 'Already booked',
  bookedWaiting: 'Already on the waiting list',
  wouldBe: (rank) => `you would be ${englishRank(rank)}`,
  rank: englishRank,
  places: (number) => (number === 0 ? 'No place' : count(number, 'place', 'places')),
  placesLeft: (number) => (number === 0 ? 'Full' : number === 1 ? `1${n}place left` : `${number}${n}places left`),
  heldUntil: 'Your place is held until',
  minutesLeft: (number) => (number < 2 ? `1${n}minute left.` : `${number}${n}minutes left.`),
  holdLonger: `Hold for 10${n}more minutes`,
  holdOver: 'Your place is no longer held but may still be free: confirm now.',
  present: 'Present',
  absent: 'Absent',
  absenceReason: (name) => `Reason why ${name} is absent`,
  noReason: 'No reason',
  search: 'Search',
  filter: 'Filter',
  filteredBy: 'Filtered by:',
  removeFilter: ', remove this filter',
  removeAll: 'Remove all',
  views: 'Views',
  ticked: (number) => `${number} ticked`,
  tickAll: 'Tick all on this page',
  actions: 'Actions',
  pagination: 'Pages of the list',
  range: (from, to, total) => `${from} to ${to} of ${total.toLocaleString('en')}`,
  earlier: 'Previous',
  later: 'Next',
  keys: 'By keyboard',
  keysOpen: 'open',
  keysMove: 'move',
  keysTick: 'tick',
  keysEnter: 'Enter',
  hour: 'Time',
  book: 'Book',
  at: (place) => ` at ${place}`,
  yourBooking: 'Your booking',
  cancelled: 'Cancelled',
  code: 'Tracking code',
  fileRule: 'PDF or photo',
  remove: 'Remove',
  newWindow: 'new window',
  doneOf: (done, total) => `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`,
  refresh: 'See how far it is',
  email: 'Email',
  password: 'Password',
  choose: 'Choose',
};

export const texts: Record<Language, typeof fr> = { fr, en };

function frenchNumber(number: number): string {
  return ['Zéro', 'Une', 'Deux', 'Trois', 'Quatre', 'Cinq', 'Six', 'Sept', 'Huit', 'Neuf'][number] ?? String(number);
}

function englishNumber(number: number): string {
  return ['Zero', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'][number] ?? String(number);
}

/** « 1 284 »: thousands parted by a no-break space. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, n);
}

/**
 * The language of a reader: his own setting where it is one of ours, else the first of ours that `Accept-Language`
 * prefers, else French.
 */
export function languageOf(setting: string | undefined, acceptLanguage?: string): Language {
  if (setting === 'fr' || setting === 'en') return setting;
  const wishes = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag = '', quality = ''] = part.trim().split(';');
    const weight = Number(/^q=([01](?:\.\d{1,3})?)$/.exec(quality.trim())?.[1] ?? 1);
    return { tag: tag.trim().slice(0, 2).toLowerCase(), weight };
  });
  const first = wishes
    .filter((wish) => (wish.tag === 'fr' || wish.tag === 'en') && wish.weight > 0)
    .toSorted((a, b) => b.weight - a.weight)[0];
  return first?.tag === 'en' ? 'en' : 'fr';
}

/**
 * How a town hall is called: « Mairie de » before the name, with the French article drawn in (« du Mans », « des
 * Essarts », « d’Albi »). A name that says what it is (« Ville de Lyon ») stands alone.
 */
export function townHall(name: string, language: Language): { before: string; name: string } {
  if (/^(mairie|ville|commune|communauté|métropole|town|city)\b/i.test(name)) return { before: '', name };
  if (language === 'en') return { before: 'Town hall of ', name };
  if (name.startsWith('Le ')) return { before: 'Mairie du ', name: name.slice(3) };
  if (name.startsWith('Les ')) return { before: 'Mairie des ', name: name.slice(4) };
  if (/^[AEIOUYÀÂÉÈÊÎÔ]/i.test(name)) return { before: 'Mairie d’', name };
  return { before: 'Mairie de ', name };
}
