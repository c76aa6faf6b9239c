import type { Level } from './frame.ts';
import { Icon, type IconName, levelIcon } from './icons.tsx';

/** A state in a row: icon and word, then colour. Without a level it is neutral. */
export function Badge({ level, icon, children }: { level?: Level; icon?: IconName; children: string }) {
  return (
    <span class={level === undefined ? 'badge' : `badge ${level}`}>
      <Icon name={icon ?? (level === undefined ? 'circle' : levelIcon[level])} />
      {children}
    </span>
  );
}
