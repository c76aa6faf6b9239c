import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';

/** An empty value says « Rien », not a blank. `edit` names what it changes for those who hear the page. */
export type Fact = { label: string; value: ComponentChildren; edit?: { href: string; what: string } };

export function Facts({ facts }: { facts: readonly Fact[] }) {
  const t = useTexts();
  return (
    <dl class="facts">
      {facts.map(({ label, value, edit }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value === '' || value === null || value === undefined ? <span class="quiet">{t.nothing}</span> : value}
          </dd>
          {edit && (
            <dd class="edit">
              <a href={edit.href}>
                {t.edit}
                <span class="sr"> {edit.what}</span>
              </a>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

/** The answers of a page of a form, with « Modifier » beside its title. */
export function Recap({ title, editHref, facts }: { title: string; editHref?: string; facts: readonly Fact[] }) {
  const t = useTexts();
  return (
    <section class="recap">
      <div class="head-edit">
        <h2>{title}</h2>
        {editHref !== undefined && (
          <a href={editHref}>
            {t.edit}
            <span class="sr">{t.colon + title}</span>
          </a>
        )}
      </div>
      <Facts facts={facts} />
    </section>
  );
}
