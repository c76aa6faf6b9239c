import { CsrfField, useTexts } from './context.tsx';
import { Icon } from './icons.tsx';

type HoldProps = {
  /** « 18 h 52 »: the truth, which holds without script. */
  until: string;
  /** The same as an instant, from which a script counts. */
  untilInstant: Temporal.Instant;
  minutesLeft: number;
  /** Where the button that holds it longer is posted. */
  longer?: { action: string; name?: string; value?: string };
};

/** A place held while one reads over. Minutes are announced at two only: no countdown as pressure. */
export function Hold({ until, untilInstant, minutesLeft, longer }: HoldProps) {
  const t = useTexts();
  return (
    <div class="hold" role="note" data-hold-until={untilInstant.toString()} data-hold-over={t.holdOver}>
      <p>
        <Icon name="hourglass" />
        <span data-hold-text>
          {minutesLeft > 0 ? (
            <>
              {t.heldUntil} <b class="nowrap">{until}</b>.{' '}
              <span class="quiet" data-hold-left data-one={t.minutesLeft(1)} data-many={t.minutesLeft(2)}>
                {t.minutesLeft(minutesLeft)}
              </span>
            </>
          ) : (
            t.holdOver
          )}
        </span>
        <span class="sr" role="status" data-hold-told />
      </p>
      {longer && (
        <form method="post" action={longer.action}>
          <CsrfField />
          <button class="btn" name={longer.name} value={longer.value}>
            {t.holdLonger}
          </button>
        </form>
      )}
    </div>
  );
}
