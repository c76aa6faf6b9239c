import { placeRefusal, type Place } from '../time/holidays.ts';

/**
 * The settings of an installation, read once from the environment (spec/running.md).
 * A value that doesn't fit is a refusal that names the setting and what it takes.
 */
export type Settings = {
  port: number;
  host: string;
  databaseUrl: string | null;
  dataDir: string;
  formsUrl: URL;
  agendasUrl: URL;
  timeZone: string;
  language: 'fr' | 'en';
  /** Whose public holidays are days off: a country, or one of its regions. */
  holidays: Place;
  signatureNonce: 'required' | 'optional';
  lockDuration: Temporal.Duration;
  siteFile: string | null;
  smtpUrl: string | null;
  mailFrom: string | null;
  /** Mails that one person gets a day at most, whatever asks for them. */
  mailsPerDay: number;
  /** `host` or `host:port` that outgoing calls may reach although they are private addresses. */
  allowPrivateTargets: readonly string[];
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  town: TownSettings;
};

export type TownSettings = {
  name: string;
  colour: string;
  address: string;
  phone: string;
  email: string;
  hours: string;
  logoUrl: string | null;
  accessibility: 'non' | 'partiellement' | 'totalement';
};

export type SettingsRefused = { kind: 'refused'; message: string };

/** A reader gives the value, or null where the text doesn't fit. */
type Reader<T> = (text: string) => T | null;

const oneOf =
  <const T extends string>(...words: readonly T[]): Reader<T> =>
  (text) =>
    words.find((word) => word === text) ?? null;

const anyText: Reader<string> = (text) => (text.trim() === '' ? null : text);

const portNumber: Reader<number> = (text) => {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65535 ? port : null;
};

const mailsNumber: Reader<number> = (text) => {
  const count = Number(text);
  return /^\d{1,4}$/.test(text) && count >= 1 && count <= 1000 ? count : null;
};

const baseUrl: Reader<URL> = (text) => {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  return url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username ? url : null;
};

const urlOf =
  (...protocols: readonly string[]): Reader<string> =>
  (text) =>
    protocols.includes(URL.parse(text)?.protocol ?? '') ? text : null;

const zone: Reader<string> = (text) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone && text;
  } catch {
    return null;
  }
};

const place: Reader<Place> = (text) => (placeRefusal(text) === null ? text : null);

const duration: Reader<Temporal.Duration> = (text) => {
  try {
    const read = Temporal.Duration.from(text);
    return read.sign > 0 && read.years === 0 && read.months === 0 ? read : null;
  } catch {
    return null;
  }
};

const targets: Reader<readonly string[]> = (text) => {
  const list = text
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean);
  return list.every((word) => /^(\[[0-9a-f:.]+\]|[^\s:/]+)(:\d+)?$/.test(word)) ? list : null;
};

const colour: Reader<string> = (text) => (/^#[0-9a-fA-F]{6}$/.test(text) ? text.toLowerCase() : null);

const demoTown = {
  name: 'Saint-Aubin-sur-Vère',
  address: '2, place du Marché, 81390 Saint-Aubin-sur-Vère',
  phone: '05 36 49 12 40',
  email: 'mairie@saint-aubin.example',
  hours: 'Ouverte du lundi au vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h 30',
};
const nobody = { name: '', address: '', phone: '', email: '', hours: '' };

/** Reads the settings; the first that doesn't fit is the answer. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings | SettingsRefused {
  let refused: SettingsRefused | null = null;
  const read = <T>(name: string, takes: string, reader: Reader<T>, otherwise: T): T => {
    const text = environment[name];
    if (text === undefined || text === '') return otherwise;
    const value = reader(text);
    if (value !== null) return value;
    refused ??= { kind: 'refused', message: `${name}: "${text.slice(0, 80)}" does not fit; it takes ${takes}.` };
    return otherwise;
  };
  const port = read('PORT', 'a port number from 0 to 65535', portNumber, 8000);
  const base = `http://localhost${port === 80 ? '' : `:${port}`}/`;
  const address = 'an http or https address without query, such as https://demarches.example.org/';
  // Without a name, the house is the demo's, with its address; with one, nothing of the demo's is shown.
  const demo = environment['TOWN_NAME'] ? nobody : demoTown;
  const settings: Settings = {
    port,
    host: read('HOST', 'a host name or address to listen on', anyText, '127.0.0.1'),
    databaseUrl: read<string | null>('DATABASE_URL', 'a postgres:// address', urlOf('postgres:', 'postgresql:'), null),
    dataDir: read('DATA_DIR', 'a folder', anyText, 'var'),
    formsUrl: read('FORMS_URL', address, baseUrl, new URL(base)),
    agendasUrl: read('AGENDAS_URL', address, baseUrl, new URL('agendas/', base)),
    timeZone: read('TIME_ZONE', 'a zone of the IANA list, such as Europe/Paris', zone, 'Europe/Paris'),
    language: read('LANGUAGE', 'fr or en', oneOf('fr', 'en'), 'fr'),
    holidays: read(
      'HOLIDAYS',
      'a country or one of its regions whose holidays are known, such as FR, FR-57 (Moselle) or BE',
      place,
      'FR',
    ),
    signatureNonce: read('SIGNATURE_NONCE', 'required or optional', oneOf('required', 'optional'), 'required'),
    lockDuration: read(
      'LOCK_DURATION',
      'an ISO 8601 duration, such as PT10M',
      duration,
      Temporal.Duration.from('PT10M'),
    ),
    siteFile: read<string | null>('SITE_FILE', 'the path of a site file', anyText, null),
    smtpUrl: read<string | null>('SMTP_URL', 'an smtp:// or smtps:// address', urlOf('smtp:', 'smtps:'), null),
    mailFrom: read<string | null>('MAIL_FROM', 'an e-mail address', (text) => (text.includes('@') ? text : null), null),
    mailsPerDay: read('MAILS_PER_DAY', 'a number from 1 to 1000', mailsNumber, 10),
    allowPrivateTargets: read('ALLOW_PRIVATE_TARGETS', 'host[:port], separated by commas', targets, []),
    logLevel: read(
      'LOG_LEVEL',
      'fatal, error, warn, info, debug, trace or silent',
      oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
      'info',
    ),
    town: {
      name: read('TOWN_NAME', 'the name of the town', anyText, demo.name),
      colour: read('TOWN_COLOUR', 'a colour such as #0e5b6b', colour, '#0e5b6b'),
      address: read('TOWN_ADDRESS', 'a postal address', anyText, demo.address),
      phone: read('TOWN_PHONE', 'a telephone number', anyText, demo.phone),
      email: read('TOWN_EMAIL', 'an e-mail address', (text) => (text.includes('@') ? text : null), demo.email),
      hours: read('TOWN_HOURS', 'opening hours in words', anyText, demo.hours),
      logoUrl: read<string | null>(
        'TOWN_LOGO_URL',
        'an address of an image',
        (text) => (URL.canParse(text) ? text : null),
        null,
      ),
      accessibility: read(
        'TOWN_ACCESSIBILITY',
        'non, partiellement or totalement',
        oneOf('non', 'partiellement', 'totalement'),
        'partiellement',
      ),
    },
  };
  const provider = Object.keys(environment).find((name) => name.startsWith('OIDC_') && environment[name]);
  if (provider) {
    refused ??= {
      kind: 'refused',
      message: `${provider}: sign-in by an identity provider is not available yet; unset it.`,
    };
  }
  return refused ?? settings;
}
