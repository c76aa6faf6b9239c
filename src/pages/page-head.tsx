import type { ComponentChildren } from 'preact';

/** An agent's page: what it is about, and what can be done from it. */
export function PageHead({
  title,
  note,
  children,
}: {
  title: ComponentChildren;
  note?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="page-head">
      <div>
        <h1>{title}</h1>
        {note !== undefined && <p>{note}</p>}
      </div>
      {children !== undefined && <div class="tools">{children}</div>}
    </div>
  );
}

/** A part of an agent's page. */
export function Box({ title, children }: { title?: string; children: ComponentChildren }) {
  return (
    <section class="box">
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </section>
  );
}

/** The heading of a list, whose id names the table below. */
export function ListHead({
  id,
  title,
  note,
  children,
}: {
  id: string;
  title: string;
  note?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="list-head">
      <h2 id={id}>
        {title}
        {note !== undefined && <span class="quiet"> {note}</span>}
      </h2>
      {children}
    </div>
  );
}
