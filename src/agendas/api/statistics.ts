import type { FastifyInstance } from 'fastify';
import type { Caller } from '../../accounts/caller.ts';
import type { Zone } from '../../time/zone.ts';
import { listAgendas, may, type Agenda } from '../agenda/agenda.ts';
import type { AgendasTown } from '../database.ts';
import { bookingFigures, intervals, mostLabels, type FiguresAsked, type GroupBy } from '../statistics/bookings.ts';
import { Input } from './input.ts';
import { wordingOf } from './reading.ts';
import { invalidPayload, send } from './refusals.ts';

const words = {
  fr: {
    bookings: 'Nombre de réservations',
    interval: 'Période',
    intervals: { day: 'Jour', week: 'Semaine', month: 'Mois', year: 'Année' },
    agenda: 'Agenda',
    category: 'Catégorie',
    all: 'Tous',
    allCategories: 'Toutes',
    groupBy: 'Regrouper par',
    presence: 'Présence',
    reason: 'Motif d’absence',
    none: { presence: 'Non pointé', reason: 'Sans motif', extra: 'Sans valeur' },
    present: 'Présent',
    absent: 'Absent',
  },
  en: {
    bookings: 'Number of bookings',
    interval: 'Period',
    intervals: { day: 'Day', week: 'Week', month: 'Month', year: 'Year' },
    agenda: 'Agenda',
    category: 'Category',
    all: 'All',
    allCategories: 'All',
    groupBy: 'Group by',
    presence: 'Presence',
    reason: 'Absence reason',
    none: { presence: 'Not checked', reason: 'No reason', extra: 'No value' },
    present: 'Present',
    absent: 'Absent',
  },
} as const;

/** What figures are asked for; `_all` is everything. Other names of `group_by` are free keys of bookings. */
export function readFiguresAsked(
  query: Input,
  zone: Zone,
): Omit<FiguresAsked, 'agendaIds'> & { agenda: string; category: string } {
  const name = query.text('group_by', 250);
  const groupBy: GroupBy | null =
    name === '' ? null : name === 'presence' || name === 'reason' ? { kind: name } : { kind: 'extra', key: name };
  if (name.includes(',')) query.refuse('group_by', 'Figures are grouped by one name.');
  const chosen = (text: string): string => (text === '_all' ? '' : text);
  const [from, until] = [query.date('start', zone), query.date('end', zone)];
  if (from !== null && until !== null && until < from)
    query.refuse('end', 'The end date must not be before the start date.');
  return {
    from,
    until,
    interval: query.choice('time_interval', intervals) ?? 'day',
    agenda: chosen(query.text('agenda', 160)),
    category: chosen(query.text('category', 160)),
    groupBy,
  };
}

/** Figures for dashboards, of the agendas whose bookings the caller may see (spec/agendas.md, section 3.26). */
export function statisticsRoutes(server: FastifyInstance, town: AgendasTown): void {
  const { db } = town;
  const config = { access: 'caller' } as const;
  const { zone, addresses, language } = wordingOf(town);
  const t = words[language];
  const seen = async (caller: Caller): Promise<Agenda[]> =>
    (await listAgendas(db)).filter((agenda) => agenda.kind !== 'virtual' && may(caller, agenda, 'view'));

  server.get('/api/statistics/', { config }, async (request) => {
    const agendas = await seen(request.caller);
    const categories = new Map(
      agendas.flatMap(({ category }) => (category ? [[category.slug, category.label] as const] : [])),
    );
    const filters = [
      {
        id: 'time_interval',
        label: t.interval,
        options: intervals.map((id) => ({ id, label: t.intervals[id] })),
        required: true,
        default: 'day',
      },
      {
        id: 'category',
        label: t.category,
        options: [{ id: '_all', label: t.allCategories }, ...[...categories].map(([id, label]) => ({ id, label }))],
        required: true,
        default: '_all',
      },
      {
        id: 'agenda',
        label: t.agenda,
        options: [{ id: '_all', label: t.all }, ...agendas.map(({ slug, label }) => ({ id: slug, label }))],
        required: true,
        default: '_all',
      },
      {
        id: 'group_by',
        label: t.groupBy,
        options: [
          { id: 'presence', label: t.presence },
          { id: 'reason', label: t.reason },
        ],
      },
    ];
    return {
      err: 0,
      data: [{ name: t.bookings, url: addresses.statistics('bookings'), id: 'bookings_count', filters }],
    };
  });

  server.get('/api/statistics/bookings/', { config }, async (request, reply) => {
    const query = new Input(request.query);
    const { agenda, category, ...asked } = readFiguresAsked(query, zone);
    const all = await seen(request.caller);
    if (agenda !== '' && !all.some(({ slug }) => slug === agenda)) query.refuse('agenda', 'Select a valid choice.');
    if (category !== '' && category !== '__none__' && !all.some((one) => one.category?.slug === category))
      query.refuse('category', 'Select a valid choice.');
    if (query.isRefused) return send(reply, invalidPayload(query));
    const agendaIds = all
      .filter((one) => (agenda === '' || one.slug === agenda) && isOf(one, category))
      .map(({ id }) => id);
    const figures = await bookingFigures(db, { ...asked, agendaIds }, zone);
    if (!figures) {
      query.refuse('start', `More than ${mostLabels} periods: ask for fewer days or a longer interval.`);
      return send(reply, invalidPayload(query));
    }
    const { labels, series } = figures;
    const named = (group: string | null): string => {
      if (asked.groupBy === null) return t.bookings;
      if (group === null) return t.none[asked.groupBy.kind];
      return asked.groupBy.kind === 'presence' ? t[group as 'present' | 'absent'] : group;
    };
    return {
      err: 0,
      data: { x_labels: labels, series: series.map(({ group, counts }) => ({ label: named(group), data: counts })) },
    };
  });
}

/** `__none__`: agendas without a category, as in the list of agendas. */
function isOf({ category: own }: Agenda, category: string): boolean {
  return category === '' || (category === '__none__' ? own === null : own?.slug === category);
}
