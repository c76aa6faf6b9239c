import type { ComponentChildren } from 'preact';
import type { Level } from './frame.ts';
import { Icon } from './icons.tsx';

const marks = { ok: 'check', wait: 'hourglass', bad: 'cross', note: 'circle' } as const;

/** Where a request stands: its state in the reader's words, then what to do now. Refused or cancelled: a square. */
export function Stand({ level, title, children }: { level: Level; title: string; children?: ComponentChildren }) {
  return (
    <div class={`stand ${level}`} role="status">
      <span class="stand-mark">
        <Icon name={marks[level]} />
      </span>
      <h2>{title}</h2>
      {children !== undefined && (
        <div class="stand-text">{typeof children === 'string' ? <p>{children}</p> : children}</div>
      )}
    </div>
  );
}

export type TimelineEntry = { title: string; when: ComponentChildren; children?: ComponentChildren };

/** What happened, the latest first. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol class="timeline">
      {entries.map(({ title, when, children }, index) => (
        <li key={index}>
          <h3>{title}</h3> <span class="when">{when}</span>
          {typeof children === 'string' ? <p>{children}</p> : children}
        </li>
      ))}
    </ol>
  );
}
