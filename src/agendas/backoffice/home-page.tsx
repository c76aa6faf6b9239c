import { Fragment } from 'preact';
import { Chips, Filters, FilterText, Results } from '../../pages/filters.tsx';
import { Empty } from '../../pages/empty.tsx';
import type { Frame } from '../../pages/frame.ts';
import { ListHead, PageHead } from '../../pages/page-head.tsx';
import { Pager } from '../../pages/pager.tsx';
import { Table, type Column } from '../../pages/table.tsx';
import type { Pages } from './addresses.ts';
import { DeskPage } from './desk-page.tsx';
import type { AgendaLine } from './read-agendas.ts';
import { texts, type Texts } from './texts.ts';

export type HomeView = {
  frame: Frame;
  pages: Pages;
  agendas: readonly AgendaLine[];
  total: number;
  offset: number;
  search: string;
  /** From so many agendas on, one searches. */
  searched: boolean;
  earlierHref: string | null;
  laterHref: string | null;
};

/** `manage/`: the agendas that an agent may see, by category, with what their next days hold. */
export function HomePage(view: HomeView) {
  const { frame, pages, agendas, total, offset, search, searched } = view;
  const t = texts[frame.language];
  const categories = [...Map.groupBy(agendas, ({ category }) => category)];
  return (
    <DeskPage frame={frame} title={t.agendas}>
      <PageHead title={t.agendas} />
      {searched && (
        <Filters action={pages.home()}>
          <FilterText name="q" label={t.findAgenda} value={search} />
        </Filters>
      )}
      <Results>
        {searched && (
          <Chips count={t.agendaCount(total)} filters={search === '' ? [] : [{ label: search, href: pages.home() }]} />
        )}
        {agendas.length === 0 &&
          (search === '' ? (
            <Empty title={t.noAgenda}>{t.noAgendaText}</Empty>
          ) : (
            <Empty title={t.noAgendaFound(search)}>
              <p>
                <a href={pages.home()}>{t.allAgendas}</a>
              </p>
            </Empty>
          ))}
        {categories.map(([category, rows], index) => (
          <Fragment key={category}>
            <ListHead id={`category-${index}`} title={category ?? (categories.length === 1 ? t.agendas : t.without)} />
            <Table
              label={{ by: `category-${index}` }}
              columns={columnsOf(pages, t)}
              rows={rows}
              rowKey={({ slug }) => slug}
            />
          </Fragment>
        ))}
        {total > agendas.length && (
          <Pager
            from={offset + 1}
            to={offset + agendas.length}
            total={total}
            {...(view.earlierHref === null ? {} : { earlierHref: view.earlierHref })}
            {...(view.laterHref === null ? {} : { laterHref: view.laterHref })}
          />
        )}
      </Results>
    </DeskPage>
  );
}

function columnsOf(pages: Pages, t: Texts): Column<AgendaLine>[] {
  return [
    {
      label: t.agenda,
      names: true,
      cell: (line) => (
        <>
          <a href={pages.agenda(line)}>{line.label}</a>
          <small>{t.kinds[line.kind]}</small>
        </>
      ),
    },
    { label: t.nextDays, phone: 'wide', cell: (line) => <NextDays line={line} t={t} /> },
  ];
}

function NextDays({ line, t }: { line: AgendaLine; t: Texts }) {
  if (line.kind !== 'events') {
    return (
      <>
        {t.weekAppointments(line.appointments)}
        {line.appointments > 0 && <span class="quiet"> {t.ofWhichToday(line.appointmentsToday)}</span>}
      </>
    );
  }
  return (
    <>
      {t.weekEvents(line.events)}
      {line.events > 0 && (
        <span class="quiet">
          , {t.weekPlaces(line.booked, line.places)}
          {line.waiting > 0 && `, ${t.weekWaiting(line.waiting)}`}
        </span>
      )}
    </>
  );
}
