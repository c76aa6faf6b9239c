import type { ComponentChildren } from 'preact';

/** A date or time in words, with what machines read beside it. */
export function Time({
  at,
  children,
}: {
  at: Temporal.PlainDate | Temporal.PlainDateTime | Temporal.PlainTime;
  children: ComponentChildren;
}) {
  return <time datetime={at.toString().replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d):00$/, '$1')}>{children}</time>;
}
