import { Alert } from '../../pages/alert.tsx';
import { Bulk } from '../../pages/bulk.tsx';
import { Button } from '../../pages/buttons.tsx';
import { RadioCards } from '../../pages/choices.tsx';
import { Empty } from '../../pages/empty.tsx';
import { Filters } from '../../pages/filters.tsx';
import { Form } from '../../pages/form.tsx';
import type { Frame } from '../../pages/frame.ts';
import { PageHead } from '../../pages/page-head.tsx';
import { Pager } from '../../pages/pager.tsx';
import { People, type PersonProps } from '../../pages/person.tsx';
import type { Agenda } from '../agenda/agenda.ts';
import type { Event } from '../events/event.ts';
import { DeskPage } from './desk-page.tsx';
import type { Desk } from './desk.ts';
import type { Listed } from './read-agendas.ts';
import type { BookingLine } from './read-bookings.ts';
import type { CheckFigures, ExtraChoice, ExtraFilter } from './read-check.ts';
import { detailOf, eventName, eventTitle, eventWhenNear, listNameOf, nameOf, tellingOf } from './said.ts';
import { texts, type Texts } from './texts.ts';

export type CheckView = {
  frame: Frame;
  desk: Desk;
  agenda: Agenda;
  event: Event;
  people: Listed<BookingLine>;
  figures: CheckFigures;
  choices: readonly ExtraChoice[];
  filter: ExtraFilter;
  /** What may be said of an absence: texts that are kept as they are. */
  reasons: readonly string[];
  /** What was posted and not kept: shown again. */
  posted: ReadonlyMap<number, { present: boolean | null; reason: string }>;
  pager: { offset: number; earlierHref: string | null; laterHref: string | null };
};

/** Inputs of a filter are called by this and their key. */
export const filterPrefix = 'x.';

/** Ticking who is there: « Enregistrer » never calls, marking the event does, and both say so before. */
export function CheckPage(view: CheckView) {
  const { frame, desk, agenda, event, people, figures, filter } = view;
  const { pages } = desk;
  const t = texts[frame.language];
  const telling = tellingOf(frame);
  return (
    <DeskPage
      frame={frame}
      title={t.checkingTitle(eventTitle(desk, event, telling, t))}
      crumbs={[
        { href: pages.home(), label: t.agendas },
        { href: pages.agenda(agenda), label: agenda.label },
        { href: pages.event(agenda, event), label: eventName(event, t) },
        { label: t.checking },
      ]}
    >
      <PageHead title={t.checking} note={`${eventName(event, t)}, ${eventWhenNear(desk, event, telling)}`} />
      {event.checkLocked ? (
        <Alert level="note">{t.checkLocked}</Alert>
      ) : (
        event.checked && <Alert level="note">{t.isChecked}</Alert>
      )}
      <ExtraFilters view={view} />
      {people.rows.length > 0 && <Sheet view={view} />}
      {people.rows.length === 0 &&
        (filter.size > 0 ? (
          <Empty title={t.nobodyFiltered}>
            <p>
              <a href={pages.check(agenda, event)}>{t.seeAll}</a>
            </p>
          </Empty>
        ) : figures.total === 0 ? (
          <Empty title={t.nobodyToCheck}>{t.nobodyToCheckText}</Empty>
        ) : null)}
    </DeskPage>
  );
}

function ExtraFilters({ view: { frame, desk, agenda, event, choices, filter, figures } }: { view: CheckView }) {
  const t = texts[frame.language];
  if (choices.length === 0) return null;
  return (
    <Filters action={desk.pages.check(agenda, event)}>
      {choices.map(({ key, values }) => (
        <RadioCards
          key={key}
          inline
          name={filterPrefix + key}
          label={labelOf(key)}
          value={filter.get(key) ?? ''}
          choices={[
            { value: '', label: `${t.all} (${figures.total})` },
            ...values.map(({ value, count }) => ({ value, label: `${valueOf(value, t)} (${count})` })),
          ]}
        />
      ))}
    </Filters>
  );
}

function Sheet({ view }: { view: CheckView }) {
  const { frame, event, people, figures, pager } = view;
  const t = texts[frame.language];
  const ticked = figures.present + figures.absent;
  const left = figures.total - ticked;
  const shown = people.rows.map((booking) => personOf(booking, view, t));
  if (event.checkLocked) return <LockedSheet people={shown} t={t} />;
  return (
    <>
      <Form class="presence tight" action={`${frame.path}#contenu`}>
        <div class="row split bar">
          <p>
            <b>{t.tickedOf(ticked, figures.total)}</b>{' '}
            {ticked > 0 && <span class="quiet">{t.presentAbsent(figures.present, figures.absent)}</span>}
          </p>
          {left > 0 && (
            <Button small icon="check" name="all" value="present">
              {t.markPresent(left)}
            </Button>
          )}
        </div>
        <People people={shown} />
        <Bulk text={t.saveOrMark(figures.toTell)}>
          <Button>{t.save}</Button>
          <Button kind="main" name="check" value="yes">
            {t.markChecked}
          </Button>
        </Bulk>
      </Form>
      {people.total > people.rows.length && (
        <Pager
          from={pager.offset + 1}
          to={pager.offset + people.rows.length}
          total={people.total}
          {...(pager.earlierHref === null ? {} : { earlierHref: pager.earlierHref })}
          {...(pager.laterHref === null ? {} : { laterHref: pager.laterHref })}
        />
      )}
      <p class="quiet keys no-print" data-keys="people" hidden>
        {t.checkKeys}
        <kbd>P</kbd> {t.keyPresent}, <kbd>A</kbd> {t.keyAbsent}.
      </p>
    </>
  );
}

function LockedSheet({ people, t }: { people: readonly PersonProps[]; t: Texts }) {
  return (
    <ul>
      {people.map(({ name, presenceName, presence }) => (
        <li key={presenceName}>
          {name}{' '}
          <span class="quiet">{presence === null ? '' : presence === 'present' ? t.keyPresent : t.keyAbsent}</span>
        </li>
      ))}
    </ul>
  );
}

function personOf(booking: BookingLine, { reasons, posted }: CheckView, t: Texts): PersonProps {
  const ticked = posted.get(booking.id) ?? booking;
  const [detail, heed] = [detailOf(booking), heedOf(booking, t)];
  const known = ticked.reason === '' || reasons.includes(ticked.reason) ? reasons : [...reasons, ticked.reason];
  const places = booking.places > 1 ? t.placeCount(booking.places) : null;
  const below = [detail, places].filter((one) => one !== null).join(' · ');
  return {
    name: listNameOf(booking, t) || nameOf(booking, t),
    ...(below === '' ? {} : { detail: below }),
    ...(heed === null ? {} : { heed }),
    presenceName: `p${booking.id}`,
    reasonName: `m${booking.id}`,
    presence: ticked.present === null ? null : ticked.present ? 'present' : 'absent',
    reasons: known.map((one) => ({ value: one, label: one })),
    reason: ticked.reason,
  };
}

/** « allergique : arachide »: what a booking brought along that must not be overlooked. */
function heedOf({ extra }: BookingLine, t: Texts): string | null {
  if (extra === null || typeof extra !== 'object' || Array.isArray(extra)) return null;
  const found = Object.entries(extra).filter(
    ([key, value]) =>
      /^allerg/i.test(key) && typeof value === 'string' && value !== '' && !/^(non|no|aucune?|none)$/i.test(value),
  );
  return found.length === 0
    ? null
    : found.map(([key, value]) => `${labelOf(key).toLowerCase()}${t.colon}${String(value)}`).join(', ');
}

/** A key as a label: `regime_alimentaire` → « Regime alimentaire ». */
function labelOf(key: string): string {
  const words = key.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function valueOf(value: string, t: Texts): string {
  return value === 'true' ? t.yesNo.true : value === 'false' ? t.yesNo.false : value;
}
