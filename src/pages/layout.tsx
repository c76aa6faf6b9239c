import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { FlashMessage } from './alert.tsx';
import { scriptUrl, stylesheetUrl, textFontUrl, themeUrl } from './assets.ts';
import { CsrfField, FrameContext } from './context.tsx';
import { Foot } from './foot.tsx';
import type { Frame } from './frame.ts';
import { Icon } from './icons.tsx';
import { languageUrl } from './preferences.ts';
import { texts, townHall } from './texts.ts';

export type Crumb = { href?: string; label: string };

type PageProps = {
  frame: Frame;
  /** Names the page, most particular first; never a person: shared computers keep titles in their history. */
  title: string;
  /** An answer has to be mended: the title says so. */
  error?: boolean;
  /** The page lays itself out over the whole width. */
  wide?: boolean;
  /** Stands beside the column on a wide screen, below it on a phone. */
  aside?: ComponentChildren;
  crumbs?: readonly Crumb[];
  children: ComponentChildren;
};

/** A whole page: skip link, band, main, foot. */
export function Page({ frame, title, error = false, wide = false, aside, crumbs, children }: PageProps) {
  const t = texts[frame.language];
  const desk = frame.area === 'desk';
  const hall = townHall(frame.town.name, frame.language);
  const owner = desk ? 'Guichet' : `${hall.before}${hall.name}`;
  const body = (
    <>
      {crumbs && <Crumbs crumbs={crumbs} label={t.crumbs} />}
      {frame.flash && <FlashMessage flash={frame.flash} />}
      {children}
    </>
  );
  return (
    <FrameContext.Provider value={frame}>
      <html lang={frame.language} data-theme={frame.appearance === 'auto' ? undefined : frame.appearance}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{`${error ? t.errorTitle : ''}${title} – ${owner}`}</title>
          <link rel="preload" href={textFontUrl()} as="font" type="font/woff2" crossorigin="anonymous" />
          <link rel="stylesheet" href={stylesheetUrl()} />
          <link rel="stylesheet" href={themeUrl(frame.town.colour)} />
          <script type="module" src={scriptUrl()} />
        </head>
        <body class={desk ? 'desk' : undefined}>
          <a class="skip" href="#contenu">
            {t.skip}
          </a>
          <Band frame={frame} />
          <main id="contenu" tabIndex={-1} class={wide ? 'wide' : 'wrap'}>
            {aside === undefined ? (
              body
            ) : (
              <div class="sides">
                <div>{body}</div>
                <aside aria-label={t.help}>{aside}</aside>
              </div>
            )}
          </main>
          <Foot frame={frame} />
        </body>
      </html>
    </FrameContext.Provider>
  );
}

export function renderPage(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}`;
}

function Band({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  const desk = frame.area === 'desk';
  const hall = townHall(frame.town.name, frame.language);
  return (
    <header class="band">
      <div class="wrap band-in">
        <a class="town" href={frame.homeUrl}>
          {frame.town.logoUrl !== null && (
            <span class="town-logo">
              <img src={frame.town.logoUrl} alt="" height={40} />
            </span>
          )}
          <span class="town-name">
            {!desk && hall.before !== '' && <small>{hall.before}</small>}
            {desk ? frame.town.name : hall.name}
          </span>
        </a>
        {frame.navigation.length > 0 && (
          <nav class="nav-main" aria-label={t.mainNavigation}>
            <ul>
              {frame.navigation.map(({ href, label, current, count }) => (
                <li key={href}>
                  <a href={href} aria-current={current ? 'true' : undefined}>
                    {label}
                    {count !== undefined && count > 0 && (
                      <span class="count">
                        {count}
                        <span class="sr"> {t.pending}</span>
                      </span>
                    )}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <nav aria-label={t.accountNavigation}>
          <Account frame={frame} />
        </nav>
      </div>
    </header>
  );
}

function Account({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  const other = frame.language === 'fr' ? 'en' : 'fr';
  return (
    <ul>
      {frame.user === null ? (
        <li>
          <a href={`/login/?next=${encodeURIComponent(frame.path)}`}>{t.signIn}</a>
        </li>
      ) : (
        <>
          {frame.user.backoffice && frame.area === 'citizen' && (
            <li>
              <a href={`${frame.homeUrl}backoffice/`}>{t.backoffice}</a>
            </li>
          )}
          <li class="who">
            <Icon name="person" />
            {frame.user.name}
          </li>
          <li>
            <form method="post" action="/logout/">
              <CsrfField />
              <button>{t.signOut}</button>
            </form>
          </li>
        </>
      )}
      <li>
        <a href={languageUrl(other, frame.path)} lang={other} hreflang={other}>
          {t.otherLanguage}
        </a>
      </li>
    </ul>
  );
}

function Crumbs({ crumbs, label }: { crumbs: readonly Crumb[]; label: string }) {
  return (
    <nav class="crumbs" aria-label={label}>
      <ol>
        {crumbs.map(({ href, label: name }) => (
          <li key={name}>{href === undefined ? <span aria-current="page">{name}</span> : <a href={href}>{name}</a>}</li>
        ))}
      </ol>
    </nav>
  );
}
