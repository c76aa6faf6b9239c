import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';
import { describedBy, FieldError, type FieldProps, Hint } from './fields.tsx';

export type Choice = { value: string; label: ComponentChildren; detail?: ComponentChildren; disabled?: boolean };

type GroupProps = FieldProps & {
  choices: readonly Choice[];
  /** The question is a heading of the page, in the title's letters. */
  heading?: boolean;
};

/** One of several, each a card that can be pressed anywhere: what is chosen becomes enamel. */
export function RadioCards({ choices, value, inline, ...group }: GroupProps & { value?: string; inline?: boolean }) {
  return (
    <Group {...group}>
      <div class={inline ? 'cards cards-inline' : 'cards'}>
        {choices.map((choice) => (
          <Card
            key={choice.value}
            type="radio"
            choice={choice}
            name={group.name}
            checked={choice.value === value}
            required={!group.optional}
          />
        ))}
      </div>
    </Group>
  );
}

/** Any of several. */
export function Checkboxes({ choices, values, ...group }: GroupProps & { values: readonly string[] }) {
  return (
    <Group {...group}>
      <div class="cards">
        {choices.map((choice) => (
          <Card
            key={choice.value}
            type="checkbox"
            choice={choice}
            name={group.name}
            checked={values.includes(choice.value)}
            required={false}
          />
        ))}
      </div>
    </Group>
  );
}

/** A single box: « J’autorise… ». Its value is `yes` unless told otherwise. */
export function Checkbox({
  label,
  checked,
  value = 'yes',
  ...field
}: FieldProps & { checked: boolean; value?: string }) {
  const id = field.id ?? field.name;
  const t = useTexts();
  return (
    <div class={`field${field.error === undefined ? '' : ' has-error'}`}>
      <FieldError id={id} error={field.error} />
      <label class="tick">
        <input
          type="checkbox"
          id={id}
          name={field.name}
          value={value}
          checked={checked}
          required={field.optional !== true}
          aria-describedby={describedBy(id, field.hint, field.error)}
          aria-invalid={field.error === undefined ? undefined : 'true'}
        />
        <span>
          {label}
          {field.optional && <span class="opt"> {t.optional}</span>}
        </span>
      </label>
      <Hint id={id} hint={field.hint} />
    </div>
  );
}

type CardProps = { type: 'radio' | 'checkbox'; choice: Choice; name: string; checked: boolean; required: boolean };

function Card({ type, choice, name, checked, required }: CardProps) {
  return (
    <label class="card">
      <input
        type={type}
        name={name}
        value={choice.value}
        checked={checked}
        disabled={choice.disabled}
        required={required}
      />
      <span class="face">
        {choice.label}
        {choice.detail !== undefined && <small>{choice.detail}</small>}
      </span>
    </label>
  );
}

/** A question with several controls; the error summary links to it, so it can take the focus. */
export function Group({
  name,
  id = name,
  label,
  hint,
  error,
  optional = false,
  heading = false,
  children,
}: Omit<GroupProps, 'choices'> & { children: ComponentChildren }) {
  const t = useTexts();
  const question = (
    <>
      {label}
      {optional && <span class="opt"> {t.optional}</span>}
    </>
  );
  return (
    <fieldset
      class={`field${error === undefined ? '' : ' has-error'}`}
      id={id}
      tabIndex={-1}
      aria-describedby={describedBy(id, hint, error)}
    >
      <legend>{heading ? <h2>{question}</h2> : <span class="label">{question}</span>}</legend>
      <Hint id={id} hint={hint} />
      <FieldError id={id} error={error} />
      {children}
    </fieldset>
  );
}
