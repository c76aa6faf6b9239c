import { useTexts } from './context.tsx';
import { Icon } from './icons.tsx';

/** `field` is the id of what has to be answered again; a message of the whole page has none and goes first. */
export type PageError = { text: string; field?: string };

/** Stands above the h1 when answers have to be mended, and takes the focus. Nothing where there is no error. */
export function ErrorSummary({
  errors,
  title,
  kept = true,
}: {
  errors: readonly PageError[];
  title?: string;
  kept?: boolean;
}) {
  const t = useTexts();
  if (errors.length === 0) return null;
  const ofPage = errors.filter((error) => error.field === undefined);
  const ofFields = errors.filter((error) => error.field !== undefined);
  return (
    <div class="alert bad flash" role="alert" tabIndex={-1} id="erreurs">
      <Icon name="triangle" />
      <div>
        <h2>{title ?? t.toReview(errors.length)}</h2>
        {ofPage.map(({ text }) => (
          <p key={text}>{text}</p>
        ))}
        {ofFields.length > 0 && (
          <ul class="links">
            {ofFields.map(({ text, field }) => (
              <li key={field}>
                <a href={`#${field}`}>{text}</a>
              </li>
            ))}
          </ul>
        )}
        {kept && <p class="quiet">{t.answersKept}</p>}
      </div>
    </div>
  );
}
