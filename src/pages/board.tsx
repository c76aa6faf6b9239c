import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';
import { Icon } from './icons.tsx';

export type BoardEntry = {
  href: string;
  label: string;
  detail?: string;
  /** When it is next possible; 'waiting' where only the list is left. */
  next?: { label: string; waiting?: boolean };
};

/** The departures board of the home: what one can do, and when it is next possible. */
export function Board({ categories }: { categories: readonly { label: string; entries: readonly BoardEntry[] }[] }) {
  return (
    <div class="cats">
      {categories.map((category) => (
        <section key={category.label} class="cat">
          <h2>{category.label}</h2>
          <ul>
            {category.entries.map(({ href, label, detail, next }) => (
              <li key={href}>
                <a href={href}>
                  <b>{label}</b>
                  {detail !== undefined && detail !== '' && <span> {detail}</span>}
                  {next && (
                    <span class="next">
                      {' '}
                      <strong class={next.waiting ? 'queue' : undefined}>{next.label}</strong>
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** The top of the home, over its whole width. */
export function Hello({
  title,
  lead,
  search,
  code,
}: {
  title: string;
  lead?: string;
  search?: ComponentChildren;
  code?: ComponentChildren;
}) {
  return (
    <div class="hello">
      <div class="wrap hello-in">
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
          {search}
        </div>
        {code}
      </div>
    </div>
  );
}

type FindProps = {
  name: string;
  label: string;
  hint?: ComponentChildren;
  action?: string;
  button: string;
  value?: string;
};

/** A search of one line with its button. */
export function SearchLine({ name, label, action, button, value }: FindProps) {
  return (
    <form role="search" class="hello-find" method="get" action={action}>
      <label class="label" for={`find-${name}`}>
        {label}
      </label>
      <div class="find">
        <input class="input" id={`find-${name}`} type="search" name={name} value={value} />
        <button class="btn btn-main">
          <Icon name="search" />
          <span>{button}</span>
        </button>
      </div>
    </form>
  );
}

/** A tracking code, by which a request is followed without an account. */
export function CodeLine({ name, label, hint, action, button, boxed = false }: FindProps & { boxed?: boolean }) {
  const t = useTexts();
  return (
    <form class={boxed ? 'code-box' : 'form'} method="get" action={action}>
      <label class="label" for={`code-${name}`}>
        {label || t.code}
      </label>
      {hint !== undefined && (
        <p class="hint" id={`code-${name}-h`}>
          {hint}
        </p>
      )}
      <div class="find">
        <input
          class="input code"
          id={`code-${name}`}
          name={name}
          aria-describedby={hint === undefined ? undefined : `code-${name}-h`}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
        />
        <button class="btn">{button}</button>
      </div>
    </form>
  );
}
