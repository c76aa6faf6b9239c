import { useTexts } from './context.tsx';

/** `href` leads back to a step that is done. Pages that conditions hide aren't counted. */
export type Step = { label: string; href?: string };

/** Where one is in a form. `current` counts from 0; on a phone bars stand for the steps, and only the current is named. */
export function Steps({ steps, current }: { steps: readonly Step[]; current: number }) {
  const t = useTexts();
  return (
    <nav aria-label={t.steps}>
      <ol class="steps">
        {steps.map(({ label, href }, index) => (
          <li
            key={label}
            class={index < current ? 'done' : undefined}
            aria-current={index === current ? 'step' : undefined}
          >
            <span>
              {index === current && <span class="quiet nowrap">{t.stepOf(index + 1, steps.length)}</span>}
              {index < current && href !== undefined ? <a href={href}>{label}</a> : label}
              {index < current && <span class="sr">{t.stepDone}</span>}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
