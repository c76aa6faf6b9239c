import { useTexts } from './context.tsx';

type ProgressProps = {
  /** What is under way: « Envoi de 120 messages ». */
  label: string;
  done: number;
  total: number;
  /** This very page, to see how far it is; with script it looks by itself. */
  href: string;
  /** What is told once it is done, and before: « Vous pouvez quitter cette page ». */
  note?: string;
};

/** Long work, which goes on whether one stays or leaves. */
export function Progress({ label, done, total, href, note }: ProgressProps) {
  const t = useTexts();
  const over = done >= total;
  return (
    <div class="progress" id="progress" data-progress={over ? undefined : href}>
      <label for="progress-bar">{label}</label>
      <progress id="progress-bar" value={done} max={Math.max(total, 1)} />
      <p role="status">{t.doneOf(done, total)}</p>
      {note !== undefined && <p class="quiet">{note}</p>}
      {!over && (
        <p>
          <a href={href}>{t.refresh}</a>
        </p>
      )}
    </div>
  );
}
