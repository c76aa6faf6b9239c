import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';
import { describedBy, FieldError, Hint } from './fields.tsx';
import { FirstFree, type FirstFreeDay } from './first-free.tsx';
import { Icon } from './icons.tsx';

export type TimeOfDay = { value: string; time: string; taken: boolean; checked?: boolean };

export type DayOfTimes = {
  id: string;
  /** « jeudi 3 décembre »; the first word stands on a line of its own where days are columns. */
  title: string;
  times: readonly TimeOfDay[];
  /** Why there is none: « Fermé »; « Complet » by default. */
  none?: string;
};

/** A submit button that shows other days and keeps what was typed; without a value there is nothing that way. */
export type OtherDays = { name: string; value: string | null };

type TimePickerProps = {
  name: string;
  id?: string;
  question: ComponentChildren;
  hint?: ComponentChildren;
  error?: string;
  optional?: boolean;
  days: readonly DayOfTimes[];
  firstFree?: FirstFreeDay;
  earlier?: OtherDays;
  later?: OtherDays;
  empty?: ComponentChildren;
};

/** Appointments: times as small cards, five days side by side on a wide screen, one after the other on a phone. */
export function TimePicker({
  name,
  id = name,
  question,
  hint,
  error,
  optional = false,
  days,
  firstFree,
  earlier,
  later,
  empty,
}: TimePickerProps) {
  const t = useTexts();
  return (
    <fieldset class="field picker" id={id} tabIndex={-1} aria-describedby={describedBy(id, hint, error)}>
      <legend>
        <h2>
          {question}
          {optional && <span class="opt"> {t.optional}</span>}
        </h2>
      </legend>
      <Hint id={id} hint={hint} />
      <FieldError id={id} error={error} />
      <div class="row split week">
        {firstFree && <FirstFree words={t.firstFreeTime} first={firstFree} />}
        {(earlier ?? later) && (
          <div class="tools">
            {earlier && (
              <button class="btn" name={earlier.name} value={earlier.value ?? ''} disabled={earlier.value === null}>
                <Icon name="left" />
                <span>{t.earlierDays}</span>
              </button>
            )}
            {later && (
              <button class="btn" name={later.name} value={later.value ?? ''} disabled={later.value === null}>
                <span>{t.laterDays}</span>
                <Icon name="right" />
              </button>
            )}
          </div>
        )}
      </div>
      {days.length === 0 && <p class="none">{empty ?? t.noDay}</p>}
      <div class="columns">
        {days.map((day) => (
          <Day key={day.id} day={day} name={name} required={!optional} />
        ))}
      </div>
    </fieldset>
  );
}

function Day({ day, name, required }: { day: DayOfTimes; name: string; required: boolean }) {
  const t = useTexts();
  const [weekday = '', ...rest] = day.title.split(' ');
  return (
    <fieldset class="day" id={day.id}>
      <legend>
        <h3 class="day-name">
          {weekday.charAt(0).toUpperCase() + weekday.slice(1)} <span>{rest.join(' ')}</span>
        </h3>
      </legend>
      {day.times.length === 0 ? (
        <p class="none">{day.none ?? t.full}</p>
      ) : (
        <div class="day-slots">
          {day.times.map(({ value, time, taken, checked }) => (
            <label key={value} class={`slot chip${taken ? ' full' : ''}`}>
              <input
                type="radio"
                name={name}
                value={value}
                checked={checked === true && !taken}
                disabled={taken}
                required={required && !taken}
              />
              <span class="face">
                <span class="sr">{day.title}, </span>
                {time}
              </span>
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}
