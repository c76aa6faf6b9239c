import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';
import { LinkButton } from './buttons.tsx';

type PagerProps = {
  from: number;
  to: number;
  total: number;
  earlierHref?: string;
  laterHref?: string;
  children?: ComponentChildren;
};

/** « 26 à 50 sur 1 284 », and the way to the rest. */
export function Pager({ from, to, total, earlierHref, laterHref, children }: PagerProps) {
  const t = useTexts();
  return (
    <nav class="pager" aria-label={t.pagination}>
      <p>{t.range(from, to, total)}</p>
      {children}
      {(earlierHref ?? laterHref) !== undefined && (
        <div class="tools">
          {earlierHref !== undefined && (
            <LinkButton small icon="left" href={earlierHref}>
              {t.earlier}
            </LinkButton>
          )}
          {laterHref !== undefined && (
            <LinkButton small iconAfter="right" href={laterHref}>
              {t.later}
            </LinkButton>
          )}
        </div>
      )}
    </nav>
  );
}

/** The keys that a list of requests takes with script, told under it. */
export function Keys() {
  const t = useTexts();
  return (
    <p class="quiet keys no-print" data-keys="rows" hidden>
      {t.keys}
      {t.colon}
      <kbd>J</kbd> <kbd>K</kbd> {t.keysMove}, <kbd>X</kbd> {t.keysTick}, <kbd>{t.keysEnter}</kbd> {t.keysOpen}
    </p>
  );
}
