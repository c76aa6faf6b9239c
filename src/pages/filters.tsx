import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';
import type { Option } from './fields.tsx';
import { Icon } from './icons.tsx';

/** A search whose address is the view. */
export function Filters({ action, children }: { action?: string; children: ComponentChildren }) {
  const t = useTexts();
  return (
    <form class="filters" method="get" action={action} role="search">
      {children}
      <button class="btn">{t.filter}</button>
    </form>
  );
}

/** What the filters above decide: count, list, pages. With script it follows what is typed; one a page. */
export function Results({ children }: { children: ComponentChildren }) {
  return <div id="results">{children}</div>;
}

type FilterTextProps = { name: string; label: string; value?: string; placeholder?: string };

export function FilterText({ name, label, value, placeholder }: FilterTextProps) {
  return (
    <div class="grow">
      <label class="label" for={`filter-${name}`}>
        {label}
      </label>
      <input class="input" id={`filter-${name}`} name={name} type="search" value={value} placeholder={placeholder} />
    </div>
  );
}

export function FilterSelect({
  name,
  label,
  value,
  options,
}: {
  name: string;
  label: string;
  value?: string;
  options: readonly Option[];
}) {
  return (
    <div>
      <label class="label" for={`filter-${name}`}>
        {label}
      </label>
      <select class="input" id={`filter-${name}`} name={name}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

type ChipsProps = {
  /** « 14 demandes. » */
  count: string;
  /** What filters; `href` is the view without it. */
  filters: readonly { label: string; href: string }[];
  clearHref?: string;
};

/** The count first, then what it is filtered by. */
export function Chips({ count, filters, clearHref }: ChipsProps) {
  const t = useTexts();
  return (
    <p class="chips">
      <span>{count}</span>
      {filters.length > 0 && <span>{t.filteredBy}</span>}
      {filters.map(({ label, href }) => (
        <a key={label} class="pill" href={href}>
          {label}
          <Icon name="cross" />
          <span class="sr">{t.removeFilter}</span>
        </a>
      ))}
      {filters.length > 0 && clearHref !== undefined && <a href={clearHref}>{t.removeAll}</a>}
    </p>
  );
}

export type View = { label: string; href: string; current: boolean; count?: number };

/** The views of a list, kept by their names. */
export function Views({ views, label }: { views: readonly View[]; label?: string }) {
  const t = useTexts();
  return (
    <nav class="views" aria-label={label ?? t.views}>
      {views.map(({ label: name, href, current, count }) => (
        <a key={href} href={href} aria-current={current ? 'page' : undefined}>
          {name}
          {count !== undefined && <span class="quiet"> {count}</span>}
        </a>
      ))}
    </nav>
  );
}
