import type { ComponentChildren } from 'preact';
import type { Flash, Level } from './frame.ts';
import { Icon, levelIcon } from './icons.tsx';

type AlertProps = {
  level: Level;
  title?: string;
  role?: 'alert' | 'status' | 'note';
  id?: string;
  class?: string;
  children?: ComponentChildren;
};

/**
 * A sentence that stands out. `role` is 'alert' for errors, 'status' for the result of what was just done, 'note'
 * otherwise; by default what the level suggests.
 */
export function Alert({ level, title, role, id, class: more = '', children }: AlertProps) {
  return (
    <div
      class={`alert ${level} ${more}`.trim()}
      role={role ?? (level === 'bad' ? 'alert' : level === 'ok' ? 'status' : 'note')}
      id={id}
    >
      <Icon name={levelIcon[level]} />
      <div>
        {title !== undefined && <h2>{title}</h2>}
        {typeof children === 'string' ? <p>{children}</p> : children}
      </div>
    </div>
  );
}

/** The result of the last action, first in the page, until the next one. */
export function FlashMessage({ flash }: { flash: Flash }) {
  return (
    <Alert level={flash.level} role="status" class="flash">
      {flash.text}
    </Alert>
  );
}
