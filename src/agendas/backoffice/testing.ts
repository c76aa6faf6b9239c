import { after } from 'node:test';
import { testApp } from '../../../test/app.ts';
import { freshDatabase } from '../../../test/database.ts';
import { visitorOf, type Visitor } from '../../../test/visitor.ts';
import { importAccounts } from '../../accounts/accounts-site-file.ts';
import type { SharedTables } from '../../accounts/tables.ts';
import { callsTo, furnish, type AgendasApp } from '../testing.ts';
import type { Database } from '../database.ts';

/** The Tuesday on which the tests' town stands. */
export const now = Temporal.Instant.from('2026-12-15T09:34:00Z');

const password = 'cheval-pile-agrafe';
const people = {
  editor: { email: 'claire@example.org', first_name: 'Claire', last_name: 'Fontanel', roles: ['jeunesse'] },
  viewer: { email: 'karim@example.org', first_name: 'Karim', last_name: 'Besson', roles: ['accueil'] },
  other: { email: 'nadia@example.org', first_name: 'Nadia', last_name: 'Benali', roles: ['voirie'] },
  admin: { email: 'louise@example.org', first_name: 'Louise', last_name: 'Marchand', admin: true },
  citizen: { email: 'camille@example.org', first_name: 'Camille', last_name: 'Roux' },
} as const;

const rights = { view_role: 'accueil', edit_role: 'jeunesse' };
const weekday = (weekday: number, start_time: string, end_time: string) => ({ weekday, start_time, end_time });
const week = [1, 2, 3, 4, 5].flatMap((day) => [weekday(day, '09:00', '12:00'), weekday(day, '13:30', '17:00')]);

const site = {
  categories: [
    { slug: 'loisirs', label: 'Loisirs' },
    { slug: 'papiers', label: 'Papiers' },
  ],
  agendas: [
    {
      slug: 'stages-noel',
      label: 'Stages de Noël',
      kind: 'events',
      category: 'loisirs',
      ...rights,
      minimal_booking_delay: 0,
      events: [
        { slug: 'poterie', label: 'Poterie', start_datetime: '2026-12-14 14:00', duration: 120, places: 6 },
        {
          slug: 'multisport',
          label: 'Multisport',
          description: 'Gymnase des Tilleuls',
          start_datetime: '2026-12-21 10:00',
          duration: 120,
          places: 3,
          waiting_list_places: 4,
        },
        { slug: 'theatre', label: 'Théâtre', start_datetime: '2026-12-21 14:00', duration: 180, places: 12 },
        { slug: 'cirque', label: 'Cirque', start_datetime: '2026-12-22 10:00', places: 8, waiting_list_places: 2 },
      ],
    },
    {
      slug: 'passeports',
      label: 'Passeports et cartes d’identité',
      kind: 'meetings',
      category: 'papiers',
      ...rights,
      minimal_booking_delay: 0,
      meeting_types: [
        { slug: 'passeport', label: 'Passeport', duration: 30 },
        { slug: 'retrait', label: 'Retrait', duration: 15 },
      ],
      desks: [
        { slug: 'guichet-1', label: 'Guichet 1', opening_hours: week },
        {
          slug: 'guichet-2',
          label: 'Guichet 2',
          opening_hours: week,
          exceptions: [{ label: 'Formation', start_datetime: '2026-12-15 09:00', end_datetime: '2026-12-15 10:00' }],
        },
      ],
    },
    {
      slug: 'salles',
      label: 'Salles municipales',
      kind: 'meetings',
      free_range: true,
      slot_minutes: 30,
      ...rights,
      free_range_resources: [
        { slug: 'grande', label: 'Grande salle' },
        { slug: 'petite', label: 'Petite salle' },
      ],
      opening_hours: [weekday(3, '10:00', '18:00')],
    },
    { slug: 'mairies', label: 'Toutes les mairies', kind: 'virtual', agendas: ['passeports'], ...rights },
    { slug: 'voirie', label: 'Rendez-vous de voirie', kind: 'events', view_role: 'voirie', edit_role: 'voirie' },
  ],
};

export type Who = keyof typeof people;

export type BackofficeApp = AgendasApp & {
  /** Signs somebody in by the page that everybody signs in by. */
  signIn(who: Who): Promise<Visitor>;
  /** Books by the published API; answers the number. */
  book(slot: string, person: Record<string, unknown>, query?: string): Promise<number>;
  /** The slot of a meeting type that starts at a local time, as the API names it. */
  meetingSlot(agenda: string, type: string, datetime: string): Promise<string>;
  credentials(who: Who): { email: string; password: string };
};

/** A town with a few agendas, agents of each right, and nobody booked. */
export async function backofficeApp(settings: Record<string, string> = {}): Promise<BackofficeApp> {
  const connection = await freshDatabase(false);
  const app = await testApp(settings, { connection, cleanup: false, clock: () => now });
  after(() => app.close());
  await importAccounts(app.open.of<SharedTables>().db, {
    roles: ['jeunesse', 'accueil', 'voirie'].map((slug) => ({ slug, name: slug, backoffice: true })),
    users: Object.values(people).map((one) => ({ ...one, roles: 'roles' in one ? [...one.roles] : [], password })),
  });
  await furnish(app.open, site);
  const { call, plain } = callsTo(app.agendasUrl, app.open);
  const credentials = (who: Who) => ({ email: people[who].email, password });
  return {
    ...app,
    agendas: app.open.of<Database>(),
    call,
    plain,
    credentials,
    async signIn(who) {
      const visitor = visitorOf(app.url);
      const page = await visitor.get('/login/');
      await visitor.post('/login/', { _csrf: page.token, ...credentials(who) });
      await visitor.get('/accessibilite/');
      return visitor;
    },
    async meetingSlot(agenda, type, datetime) {
      const { body } = await call('GET', `api/agenda/${agenda}/meetings/${type}/datetimes/`);
      const slot = body.data.find((one: { datetime: string }) => one.datetime === datetime);
      if (!slot) throw new Error(`no slot at ${datetime}: ${JSON.stringify(body).slice(0, 300)}`);
      return slot.id;
    },
    async book(slot, person, query = '') {
      const { body } = await call('POST', `api/agenda/${slot}/${query}`, person);
      if (body.err !== 0) throw new Error(JSON.stringify(body));
      return body.booking_id;
    },
  };
}

/** A person as a workflow gives her. */
export function person(
  firstName: string,
  lastName: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { user_first_name: firstName, user_last_name: lastName, ...more };
}
