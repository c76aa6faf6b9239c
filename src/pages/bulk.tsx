import type { ComponentChildren } from 'preact';

type BulkProps = {
  /** « 2 demandes cochées ». With script it follows the boxes: `one` and `many` hold the words, `{n}` the number. */
  text: string;
  one?: string;
  many?: string;
  /** « Cocher les 14 ». */
  all?: { href: string; label: string };
  children: ComponentChildren;
};

/** What is done to all that is ticked: last in the form, at hand on a wide screen. It acts also when nothing is ticked, and says so. */
export function Bulk({ text, one, many, all, children }: BulkProps) {
  return (
    <div class="bulk">
      <p>
        <b data-ticked={one} data-ticked-many={many}>
          {text}
        </b>{' '}
        {all && <a href={all.href}>{all.label}</a>}
      </p>
      <div class="tools">{children}</div>
    </div>
  );
}
