import { Icon } from './icons.tsx';

/** The next free date is the best help: where it stands on the page, or the page that it stands on. */
export type FirstFreeDay = { href: string; label: string };

export function FirstFree({ id, words, first }: { id?: string; words: string; first: FirstFreeDay }) {
  return (
    <p class="first-free" id={id}>
      <Icon name="calendar" />
      <span>
        {words}
        <a href={first.href}>{first.label}</a>
      </span>
    </p>
  );
}
