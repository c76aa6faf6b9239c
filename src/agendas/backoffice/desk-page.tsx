import type { ComponentChildren } from 'preact';
import { Alert } from '../../pages/alert.tsx';
import type { Frame } from '../../pages/frame.ts';
import { Page, type Crumb } from '../../pages/layout.tsx';
import { texts } from './texts.ts';

/** Where a row's action leads: the next Tab goes to the link back to the row. */
export const resultAnchor = '#resultat';

type DeskPageProps = {
  frame: Frame;
  title: string;
  crumbs?: readonly Crumb[];
  /** The row that the last action concerned: its result links back to it. */
  row?: string | null;
  children: ComponentChildren;
};

/** An agents' page of the agendas. */
export function DeskPage({ frame, title, crumbs = [], row = null, children }: DeskPageProps) {
  const { flash } = frame;
  const linked = flash !== null && row !== null;
  return (
    <Page frame={linked ? { ...frame, flash: null } : frame} title={title} {...(crumbs.length === 0 ? {} : { crumbs })}>
      {linked && (
        <Alert level={flash.level} role="status" class="flash" id={resultAnchor.slice(1)}>
          <p>
            {flash.text} <a href={`#r-${row}`}>{texts[frame.language].seeRow}</a>
          </p>
        </Alert>
      )}
      {children}
    </Page>
  );
}
