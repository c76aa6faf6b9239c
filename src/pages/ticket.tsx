import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';
import type { Leaf } from './dates.ts';

type TicketProps = {
  leaf: Leaf;
  title: string;
  /** What, where, for whom, the code. */
  facts: readonly { label: string; value: ComponentChildren; code?: boolean }[];
  /** Cancelled: the enamel goes, and a word says so. */
  off?: boolean;
  label?: string;
};

/** A booking. Two bookings are two tickets. */
export function Ticket({ leaf, title, facts, off = false, label }: TicketProps) {
  const t = useTexts();
  return (
    <article class={off ? 'ticket off' : 'ticket'} aria-label={label ?? t.yourBooking}>
      <div class="ticket-stub">
        <StubDate leaf={leaf} />
      </div>
      <div class="ticket-body">
        <h3>
          {title}
          {off && <span class="quiet"> ({t.cancelled.toLowerCase()})</span>}
        </h3>
        <dl>
          {facts.map(({ label: name, value, code }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class={code ? 'code' : undefined}>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </article>
  );
}

export function StubDate({ leaf }: { leaf: Leaf }) {
  return (
    <p class="stub-date">
      <span class="d-dow">{leaf.weekday}</span> <span class="d-num">{leaf.number}</span>{' '}
      <span class="d-mon">{leaf.month}</span>
    </p>
  );
}
