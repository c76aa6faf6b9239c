import { LinkButton } from '../../pages/buttons.tsx';
import type { Frame } from '../../pages/frame.ts';
import { Page } from '../../pages/layout.tsx';
import { texts } from './texts.ts';

/** A form that this visitor can't fill: why, and what else there is. */
export function RefusedPage({ frame, name, why }: { frame: Frame; name: string; why: 'closed' | 'not for you' }) {
  const t = texts[frame.language];
  const [title, text] = why === 'closed' ? [t.closedTitle, t.closedText] : [t.notForYou, t.notForYouText];
  return (
    <Page frame={frame} title={`${title} – ${name}`}>
      <div class="prose">
        <p class="quiet">{name}</p>
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <LinkButton kind="main" href={frame.homeUrl}>
            {t.allForms}
          </LinkButton>
        </p>
      </div>
    </Page>
  );
}
