import { CsrfField } from './context.tsx';
import type { Appearance, Frame } from './frame.ts';
import { appearanceUrl } from './preferences.ts';
import { texts, townHall } from './texts.ts';

/** Whose house it is, how to reach it, and what the law asks. Agents get the links alone. */
export function Foot({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  const { town } = frame;
  if (frame.area === 'desk') {
    return (
      <footer class="foot">
        <div class="wrap row split">
          <nav aria-label={t.legalNavigation}>
            <ul class="row">
              <LegalLinks frame={frame} />
            </ul>
          </nav>
          <AppearanceForm frame={frame} />
        </div>
      </footer>
    );
  }
  const hall = townHall(town.name, frame.language);
  return (
    <footer class="foot">
      <div class="wrap foot-in">
        <div>
          <h2>{hall.before + hall.name}</h2>
          {town.address !== '' && <p>{town.address}</p>}
          {town.hours !== '' && <p>{town.hours}</p>}
        </div>
        {(town.phone !== '' || town.email !== '') && (
          <div>
            <h2>{t.question}</h2>
            {town.phone !== '' && (
              <p>
                <a href={phoneUrl(town.phone)}>{town.phone}</a>
              </p>
            )}
            {town.email !== '' && (
              <p>
                <a href={`mailto:${town.email}`}>{t.writeUs}</a>
              </p>
            )}
          </div>
        )}
        <div>
          <nav aria-label={t.legalNavigation}>
            <ul>
              <LegalLinks frame={frame} />
            </ul>
          </nav>
          <AppearanceForm frame={frame} />
        </div>
      </div>
    </footer>
  );
}

function LegalLinks({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  return (
    <>
      <li>
        <a href="/accessibilite/">
          {t.accessibility}
          {t.colon}
          {t.accessibilityState(frame.town.accessibilityState)}
        </a>
      </li>
      <li>
        <a href="/mentions-legales/">{t.legal}</a>
      </li>
      <li>
        <a href="/donnees-personnelles/">{t.privacy}</a>
      </li>
    </>
  );
}

const appearances: readonly Appearance[] = ['auto', 'light', 'dark'];

/** A button for each appearance: one press, no script, and the present one is named as pressed. */
function AppearanceForm({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  return (
    <form class="appearance" method="post" action={appearanceUrl}>
      <CsrfField />
      <input type="hidden" name="next" value={frame.path} />
      <fieldset>
        <legend>{t.appearance + t.colon.trimEnd()}</legend>
        {appearances.map((appearance) => (
          <button key={appearance} name="appearance" value={appearance} aria-pressed={frame.appearance === appearance}>
            {t.appearances[appearance]}
          </button>
        ))}
      </fieldset>
    </form>
  );
}

/** A French number (« 05 36 49 12 40 ») as a phone wants it; anything else keeps its digits. */
export function phoneUrl(phone: string): string {
  const digits = phone.replace(/[^\d+]/g, '');
  return `tel:${/^0[1-9]\d{8}$/.test(digits) ? `+33${digits.slice(1)}` : digits}`;
}
