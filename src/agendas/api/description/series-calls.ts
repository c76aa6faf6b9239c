import Type from 'typebox';
import type { Call } from '../../../platform/openapi/call.ts';
import { openZone } from '../../../time/zone.ts';
import { readDetails } from '../booking-input.ts';
import type { Input } from '../input.ts';
import { readSeriesAsked } from '../recurring.ts';
import { readFiguresAsked } from '../statistics.ts';
import * as told from './answers.ts';
import { readBy } from './readings.ts';

/** Readers ask for days in a zone; which one changes nothing of what they ask for. */
const zone = openZone('Europe/Paris');

/** Which agendas: by name, or those that a person is enrolled in. */
export function agendasOrSubscribed(query: Input): void {
  query.text('subscribed', 160);
  query.text('user_external_id', 250);
  query.list('agendas', 200, 160);
}

const line = Type.Object(
  {
    id: told.text,
    text: told.text,
    label: told.text,
    day: told.text,
    weekday: told.whole,
    time: told.text,
    duration: told.orNull(told.whole),
    slug: told.text,
    agenda_slug: told.text,
    agenda_label: told.text,
    description: told.orNull(told.text),
    pricing: told.orNull(told.text),
    url: told.orNull(told.text),
    recurrence_days: Type.Array(told.whole),
    primary_event: Type.Null(),
    api: Type.Object({ fillslots_url: told.address }),
  },
  { title: 'WeekdayOfSeries', ...told.customFields },
);
const replacedSeries = Type.Object(
  { ...told.replaced.properties, full_events: Type.Array(told.bookedEvent) },
  { title: 'ReplacedSeries' },
);
const option = Type.Object({ id: told.text, label: told.text }, { title: 'Option' });
const filter = Type.Object(
  {
    id: told.text,
    label: told.text,
    options: Type.Array(option),
    required: Type.Optional(told.flag),
    default: Type.Optional(told.text),
  },
  { title: 'StatisticFilter' },
);

/** Recurring events as series, and figures. */
export const seriesCalls: readonly Call[] = [
  {
    method: 'GET',
    access: 'anyone',
    path: '/api/agendas/recurring-events/',
    group: 'several',
    says: {
      en: 'The recurring events, one line a weekday: `agenda@event:1` stands for all the coming Mondays.',
      fr: 'Les évènements récurrents, une ligne par jour de la semaine : `agenda@évènement:1` vaut pour tous les lundis à venir.',
    },
    query: readBy((_body, query) => agendasOrSubscribed(query)).query,
    answer: told.listOf(line),
    refusals: [400],
  },
  {
    method: 'POST',
    access: 'caller',
    path: '/api/agendas/recurring-events/fillslots/',
    group: 'sets',
    says: {
      en: 'Books or cancels every coming occurrence of some weekdays. Full ones are left out and told in `full_events`.',
      fr: 'Réserve ou annule toutes les occurrences à venir de certains jours. Celles qui sont complètes sont laissées de côté et dites dans `full_events`.',
    },
    ...readBy(
      (body, query) => {
        readSeriesAsked(body, query);
        for (const one of [body, query]) {
          one.text('subscribed', 160);
          one.list('agendas', 200, 160);
        }
        for (const name of ['date_start', 'date_end']) body.date(name, zone);
        body.list('slots', 500, 330);
        readDetails(body);
      },
      ['slots', 'user_external_id'],
    ),
    answer: replacedSeries,
    refusedWith200: true,
    keyed: true,
    refusals: [400, 403, 404, 409, 422],
  },
  {
    method: 'GET',
    access: 'caller',
    path: '/api/statistics/',
    group: 'figures',
    says: {
      en: 'The figures that there are, with their filters.',
      fr: 'Les statistiques qu’il y a, avec leurs filtres.',
    },
    answer: told.listOf(
      Type.Object(
        { name: told.text, url: told.address, id: told.text, filters: Type.Array(filter) },
        { title: 'Statistic' },
      ),
    ),
    refusals: [403],
  },
  {
    method: 'GET',
    access: 'caller',
    path: '/api/statistics/bookings/',
    group: 'figures',
    says: {
      en: 'Booked places by day, week, month or year, of the agendas that the caller may see.',
      fr: 'Les places réservées par jour, semaine, mois ou année, des agendas que l’appelant peut voir.',
    },
    query: readBy((_body, query) => readFiguresAsked(query, zone)).query,
    answer: told.answer({
      data: Type.Object(
        {
          x_labels: Type.Array(told.text),
          series: Type.Array(
            Type.Object({ label: told.text, data: Type.Array(told.whole) }, { title: 'StatisticSeries' }),
          ),
        },
        { title: 'Figures' },
      ),
    }),
    refusals: [400, 403],
  },
];
