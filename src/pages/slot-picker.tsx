import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';
import type { Leaf } from './dates.ts';
import { describedBy, FieldError, Hint } from './fields.tsx';
import { FirstFree, type FirstFreeDay } from './first-free.tsx';
import { Icon } from './icons.tsx';

/** 'waiting' can still be chosen; 'full' and 'gone' (taken while one was typing) can't. */
export type SlotState = 'free' | 'few' | 'waiting' | 'full' | 'gone';

export type Slot = {
  value: string;
  /** « 10 h – 12 h ». */
  time: string;
  what?: ComponentChildren;
  where?: ComponentChildren;
  state: SlotState;
  /** « 8 places »; the state's own words by default (« Complet », « Liste d’attente »…). */
  left?: string;
  /** « vous seriez 4e ». */
  rank?: string;
  checked?: boolean;
};

export type SlotDay = {
  /** The anchor that « premier jour avec une place » leads to. */
  id: string;
  /** « lundi 21 décembre »: repeated in each label for those who hear the page. */
  title: string;
  leaf: Leaf;
  slots: readonly Slot[];
  /** Why the day has none: « Fermé ». */
  none?: string;
};

type PickerProps = {
  name: string;
  id?: string;
  question: ComponentChildren;
  days: readonly SlotDay[];
  hint?: ComponentChildren;
  firstFree?: FirstFreeDay;
  error?: string;
  optional?: boolean;
  /** Several can be chosen: boxes instead of rounds. */
  several?: boolean;
  /** A submit button that shows later dates and keeps what was typed. */
  more?: { name: string; value: string; label?: string };
  /** What stands there when there is no day at all. */
  empty?: ComponentChildren;
};

/** Days are headings, what happens on them are cards. Up to 60 all stand on the page. */
export function SlotPicker({
  name,
  id = name,
  question,
  days,
  hint,
  firstFree,
  error,
  optional = false,
  several = false,
  more,
  empty,
}: PickerProps) {
  const t = useTexts();
  const parts = [describedBy(`${id}-q`, hint, undefined), describedBy(id, firstFree?.label, error)];
  const described = parts.filter(Boolean).join(' ') || undefined;
  return (
    <fieldset class="field picker" id={id} tabIndex={-1} aria-describedby={described}>
      <legend>
        <h2>
          {question}
          {optional && <span class="opt"> {t.optional}</span>}
        </h2>
      </legend>
      <Hint id={`${id}-q`} hint={hint} />
      <FieldError id={id} error={error} />
      {firstFree && <FirstFree id={`${id}-h`} words={t.firstFree} first={firstFree} />}
      {days.length === 0 && <p class="none">{empty ?? t.noDay}</p>}
      {days.map((day) => (
        <fieldset key={day.id} class="day" id={day.id}>
          <legend>
            <h3 class="leaf day-name">
              <span class="leaf-dow">{day.leaf.weekday}</span> <span class="leaf-num">{day.leaf.number}</span>{' '}
              <span class="leaf-mon">{day.leaf.month}</span>
            </h3>
          </legend>
          <div class="day-slots">
            {day.slots.map((slot) => (
              <SlotCard
                key={slot.value}
                slot={slot}
                day={day.title}
                name={name}
                several={several}
                required={!optional && !several}
              />
            ))}
            {day.slots.length === 0 && <p class="none">{day.none ?? t.full}</p>}
          </div>
        </fieldset>
      ))}
      {more && (
        <p class="more">
          <button class="btn" name={more.name} value={more.value}>
            {more.label ?? t.more}
          </button>
        </p>
      )}
    </fieldset>
  );
}

type CardProps = { slot: Slot; day: string; name: string; several: boolean; required: boolean };

function SlotCard({ slot, day, name, several, required }: CardProps) {
  const closed = slot.state === 'full' || slot.state === 'gone';
  const state = { free: '', few: '', waiting: '', full: ' full', gone: ' full gone' }[slot.state];
  return (
    <label class={`slot${state}`}>
      <input
        type={several ? 'checkbox' : 'radio'}
        name={name}
        value={slot.value}
        checked={slot.checked === true && !closed}
        disabled={closed}
        required={required && !closed}
      />
      <span class="face">
        <span class="slot-time">
          <span class="sr">{day}, </span>
          {slot.time}
        </span>
        {(slot.what !== undefined || slot.where !== undefined) && (
          <span class="slot-what">
            {slot.what !== undefined && <b>{slot.what}</b>} {slot.where !== undefined && <small>{slot.where}</small>}
          </span>
        )}
        <SlotLeft slot={slot} />
      </span>
    </label>
  );
}

function SlotLeft({ slot }: { slot: Slot }) {
  const t = useTexts();
  switch (slot.state) {
    case 'free':
      return <span class="slot-left">{slot.left}</span>;
    case 'few':
      return (
        <span class="slot-left">
          <b class="few">{slot.left ?? t.lastPlace}</b>
        </span>
      );
    case 'waiting':
      return (
        <span class="slot-left">
          <b>
            <Icon name="hourglass" />
            {slot.left ?? t.waitingList}
          </b>{' '}
          {slot.rank !== undefined && <small class="quiet">{slot.rank}</small>}
        </span>
      );
    default:
      return (
        <span class="slot-left">
          <b>{slot.left ?? (slot.state === 'gone' ? t.gone : t.full)}</b>
        </span>
      );
  }
}
