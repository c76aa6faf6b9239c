import type { ComponentChildren } from 'preact';

/** A quiet block beside a form: help stands at one place in every form. */
export function AsideBlock({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="aside-block">
      <h2>{title}</h2>
      {typeof children === 'string' ? <p>{children}</p> : children}
    </div>
  );
}
