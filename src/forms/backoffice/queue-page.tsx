import { Badge } from '../../pages/badge.tsx';
import { LinkButton } from '../../pages/buttons.tsx';
import { shortMoment, type Telling } from '../../pages/dates.ts';
import { Empty } from '../../pages/empty.tsx';
import { Chips, Filters, FilterSelect, FilterText, Views, type View } from '../../pages/filters.tsx';
import type { Option } from '../../pages/fields.tsx';
import type { Frame } from '../../pages/frame.ts';
import { Page, type Crumb } from '../../pages/layout.tsx';
import { PageHead } from '../../pages/page-head.tsx';
import { Pager } from '../../pages/pager.tsx';
import { type Column, Table } from '../../pages/table.tsx';
import { Time } from '../../pages/time.tsx';
import type { ListedRequest } from '../requests/read.ts';
import { texts } from './texts.ts';

export type QueueView = {
  frame: Frame;
  title: string;
  crumbs: readonly Crumb[];
  /** Where the filters lead. */
  action: string;
  views: readonly View[];
  search: string;
  /** Null where the address fixes the form. */
  forms: { options: readonly Option[]; value: string } | null;
  statuses: { options: readonly Option[]; value: string } | null;
  chips: readonly { label: string; href: string }[];
  /** Kept beside the filters: the view that one stands in. */
  kept: Readonly<Record<string, string>>;
  rows: readonly (ListedRequest & { changed: Temporal.PlainDateTime; received: Temporal.PlainDateTime })[];
  count: number;
  from: number;
  earlierHref: string | null;
  laterHref: string | null;
  empty: 'nothing waits' | 'nothing found' | 'nothing yet';
};

/** The requests of an agent: those that wait for him first. */
export function QueuePage(view: QueueView) {
  const { frame, title, crumbs, views, rows, count, from } = view;
  const t = texts[frame.language];
  return (
    <Page frame={frame} title={title} {...(crumbs.length === 0 ? {} : { crumbs })}>
      <PageHead title={title} />
      <Views views={views} />
      <QueueFilters view={view} />
      <Chips count={t.count(count)} filters={view.chips} clearHref={view.action} />
      {rows.length === 0 ? (
        <NothingHere view={view} />
      ) : (
        <>
          <Table label={title} columns={columnsOf(view)} rows={rows} rowKey={({ id }) => String(id)} />
          <Pager
            from={from + 1}
            to={from + rows.length}
            total={count}
            {...(view.earlierHref === null ? {} : { earlierHref: view.earlierHref })}
            {...(view.laterHref === null ? {} : { laterHref: view.laterHref })}
          />
        </>
      )}
    </Page>
  );
}

function QueueFilters({ view: { frame, action, search, forms, statuses, kept } }: { view: QueueView }) {
  const t = texts[frame.language];
  return (
    <Filters action={action}>
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <FilterText name="q" label={t.search} value={search} placeholder={t.searchHint} />
      {forms && <FilterSelect name="form" label={t.form} value={forms.value} options={forms.options} />}
      {statuses && <FilterSelect name="status" label={t.status} value={statuses.value} options={statuses.options} />}
    </Filters>
  );
}

function columnsOf({ frame }: QueueView): readonly Column<QueueView['rows'][number]>[] {
  const t = texts[frame.language];
  const telling: Telling = { language: frame.language, now: frame.now };
  return [
    {
      label: t.number,
      names: true,
      cell: ({ formSlug, number, displayId, digest }) => (
        <a class="nowrap" href={`${frame.homeUrl}management/${formSlug}/${number}/`}>
          {displayId}
          {digest !== '' && <span class="sr">, {digest}</span>}
        </a>
      ),
    },
    {
      label: t.person,
      cell: ({ digest }) => (digest === '' ? <span class="quiet">{t.unnamed}</span> : <b>{digest}</b>),
    },
    { label: t.form, cell: ({ formName }) => formName },
    {
      label: t.status,
      phone: 'wide',
      cell: ({ status, waiting, busy }) => (
        <Badge {...(busy ? { level: 'wait' as const } : waiting ? { level: 'note' as const } : {})}>
          {busy ? t.busy : status.name}
        </Badge>
      ),
    },
    {
      label: t.changed,
      phone: 'off',
      cell: ({ changed }) => (
        <span class="quiet nowrap">
          <Time at={changed}>{shortMoment(changed, telling)}</Time>
        </span>
      ),
    },
  ];
}

function NothingHere({ view: { frame, empty } }: { view: QueueView }) {
  const t = texts[frame.language];
  switch (empty) {
    case 'nothing waits':
      return (
        <Empty title={t.nothingWaits}>
          <p>{t.nothingWaitsText}</p>
          <p>
            <LinkButton href="?view=pending">{t.seeOpen}</LinkButton>
          </p>
        </Empty>
      );
    case 'nothing found':
      return (
        <Empty title={t.nothingFound}>
          <p>{t.nothingFoundText}</p>
          <p>
            <LinkButton href="?view=all">{t.seeAll}</LinkButton>
          </p>
        </Empty>
      );
    case 'nothing yet':
      return <Empty title={t.nothingYet}>{t.nothingYetText}</Empty>;
  }
}
