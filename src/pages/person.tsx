import { useTexts } from './context.tsx';
import type { Option } from './fields.tsx';
import { Icon } from './icons.tsx';

export type PersonProps = {
  name: string;
  /** Who is called for the person. */
  detail?: string;
  /** What must not be overlooked: « allergique : arachide ». */
  heed?: string;
  /** Names of the two inputs; values are `present`, `absent`. */
  presenceName: string;
  reasonName: string;
  presence: 'present' | 'absent' | null;
  /** The reasons of an absence; the select always stands in the page, and shows once « Absent » is chosen. */
  reasons: readonly Option[];
  /** The reasons of a presence, where there are any. */
  reason?: string;
};

export function Person({ name, detail, heed, presenceName, reasonName, presence, reasons, reason }: PersonProps) {
  const t = useTexts();
  return (
    <fieldset class="person">
      <legend>
        {name}
        {(detail !== undefined || heed !== undefined) && (
          <small>
            {detail}
            {detail !== undefined && heed !== undefined && ' · '}
            {heed !== undefined && (
              <span class="heed">
                <Icon name="triangle" />
                {heed}
              </span>
            )}
          </small>
        )}
      </legend>
      <div class="pair">
        <label class="card yes">
          <input type="radio" name={presenceName} value="present" checked={presence === 'present'} />
          <span class="face">{t.present}</span>
        </label>
        <label class="card no">
          <input type="radio" name={presenceName} value="absent" checked={presence === 'absent'} />
          <span class="face">{t.absent}</span>
        </label>
      </div>
      {reasons.length > 0 && (
        <select class="input why" name={reasonName} aria-label={t.absenceReason(name)}>
          <option value="">{t.noReason}</option>
          {reasons.map(({ value, label }) => (
            <option key={value} value={value} selected={value === reason}>
              {label}
            </option>
          ))}
        </select>
      )}
    </fieldset>
  );
}

export function People({ people }: { people: readonly PersonProps[] }) {
  return (
    <div class="people">
      {people.map((person) => (
        <Person key={person.presenceName} {...person} />
      ))}
    </div>
  );
}
