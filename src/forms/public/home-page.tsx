import { Badge } from '../../pages/badge.tsx';
import { Board, type BoardEntry, Hello, SearchLine } from '../../pages/board.tsx';
import { LinkButton } from '../../pages/buttons.tsx';
import { moment } from '../../pages/dates.ts';
import { Empty } from '../../pages/empty.tsx';
import type { Frame } from '../../pages/frame.ts';
import { Page } from '../../pages/layout.tsx';
import { texts } from './texts.ts';

export type HomeView = {
  frame: Frame;
  categories: readonly { label: string; entries: readonly BoardEntry[] }[];
  /** What was searched; null shows no search: there are few forms. */
  search: string | null;
  resumes: readonly { href: string; formName: string; at: Temporal.PlainDateTime }[];
  requests: readonly { href: string; formName: string; displayId: string; status: string | null }[];
};

export function HomePage({ frame, categories, search, resumes, requests }: HomeView) {
  const t = texts[frame.language];
  const telling = { language: frame.language, now: frame.now };
  const find = search !== null && (
    <SearchLine name="q" label={t.find} action={frame.homeUrl} button={t.search} value={search} />
  );
  return (
    <Page frame={frame} title={t.home} wide>
      <Hello title={t.homeQuestion} lead={t.homeLead} search={find} />
      <div class="wrap home-body flow">
        {resumes.map(({ href, formName, at }) => (
          <p key={href} class="resume">
            <span>
              <b>{formName}</b>
              {t.resume(moment(at, telling))}
            </span>{' '}
            <a href={href}>
              {t.resumeLink}
              <span class="sr"> {formName}</span>
            </a>
          </p>
        ))}
        {requests.length > 0 && <Requests requests={requests} frame={frame} />}
        {categories.length > 0 ? <Board categories={categories} /> : <NoForm frame={frame} search={search ?? ''} />}
      </div>
    </Page>
  );
}

function Requests({ requests, frame }: Pick<HomeView, 'requests' | 'frame'>) {
  const t = texts[frame.language];
  return (
    <section class="cat">
      <h2>{t.yourRequests}</h2>
      <ul>
        {requests.map(({ href, formName, displayId, status }) => (
          <li key={href}>
            <a href={href}>
              <b>{formName}</b>
              <span> {t.numberOf(displayId)}</span>
              {status !== null && (
                <span class="next">
                  {' '}
                  <Badge>{status}</Badge>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoForm({ frame, search }: { frame: Frame; search: string }) {
  const t = texts[frame.language];
  if (search === '') return <Empty title={t.noForm}>{t.noFormText}</Empty>;
  return (
    <Empty title={t.noFormFound(search)}>
      <p>{t.noFormFoundText}</p>
      <p>
        <LinkButton href={frame.homeUrl}>{t.allForms}</LinkButton>
      </p>
    </Empty>
  );
}
