import type { ComponentChildren } from 'preact';
import { useTexts } from './context.tsx';
import { Icon } from './icons.tsx';

/** What every field has: a label, perhaps a hint, perhaps an error that says what to do. */
export type FieldProps = {
  /** Its input's name and, unless `id` says otherwise, its id: the error summary links to it. */
  name: string;
  id?: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string;
  optional?: boolean;
};

type Control = FieldProps & { readOnly?: boolean; autocomplete?: string };

type TextProps = Control & {
  value?: string;
  type?: 'text' | 'email' | 'tel' | 'url' | 'password' | 'date' | 'time' | 'search';
  /** Says the length expected: 3, 6 or 10 characters. */
  width?: 3 | 6 | 10;
  /** For figures, which are never `type="number"`: a wheel or an arrow would change them. */
  figures?: 'numeric' | 'decimal';
  /** A code: no correction, capitals. */
  code?: boolean;
  maxLength?: number;
  /** Of a date: the first and the last that may be given, in ISO notation. */
  least?: string;
  most?: string;
};

export function TextField({
  value,
  type = 'text',
  width,
  figures,
  code,
  maxLength,
  least,
  most,
  readOnly,
  autocomplete,
  ...field
}: TextProps) {
  const id = field.id ?? field.name;
  return (
    <Field {...field}>
      <input
        class={`input${width === undefined ? '' : ` w-${width}`}${code ? ' code' : ''}`}
        {...wiring(field)}
        id={id}
        name={field.name}
        {...typed(type)}
        value={value}
        inputMode={figures}
        maxLength={maxLength}
        min={least}
        max={most}
        readOnly={readOnly}
        autocomplete={code ? 'off' : autocomplete}
        autocapitalize={code ? 'characters' : undefined}
        spellcheck={code || type === 'email' || type === 'password' ? false : undefined}
      />
    </Field>
  );
}

/** Preact's types know each kind of input by itself; here they all have the same attributes. */
function typed(type: NonNullable<TextProps['type']>): { type: 'text' } {
  return { type: type as 'text' };
}

export function TextArea({
  value = '',
  rows = 4,
  readOnly,
  autocomplete,
  ...field
}: Control & { value?: string; rows?: number }) {
  const id = field.id ?? field.name;
  return (
    <Field {...field}>
      <textarea
        class="input"
        {...wiring(field)}
        id={id}
        name={field.name}
        rows={rows}
        readOnly={readOnly}
        autocomplete={autocomplete}
      >
        {value}
      </textarea>
    </Field>
  );
}

export type Option = { value: string; label: string; disabled?: boolean; group?: string };

type SelectProps = FieldProps & { options: readonly Option[]; value?: string; placeholder?: string };

/** A list to choose from; options that name a `group` stand under it. */
export function Select({ options, value, placeholder, ...field }: SelectProps) {
  return (
    <Field {...field}>
      <select class="input" {...wiring(field)} id={field.id ?? field.name} name={field.name}>
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {grouped(options).map(([group, items]) =>
          group === undefined ? (
            items.map((item) => <SelectOption key={item.value} option={item} value={value} />)
          ) : (
            <optgroup key={group} label={group}>
              {items.map((item) => (
                <SelectOption key={item.value} option={item} value={value} />
              ))}
            </optgroup>
          ),
        )}
      </select>
    </Field>
  );
}

function SelectOption({ option, value }: { option: Option; value: string | undefined }) {
  return (
    <option value={option.value} selected={option.value === value} disabled={option.disabled}>
      {option.label}
    </option>
  );
}

function grouped(options: readonly Option[]): [string | undefined, Option[]][] {
  const groups: [string | undefined, Option[]][] = [];
  for (const option of options) {
    const last = groups.at(-1);
    if (last !== undefined && last[0] === option.group) last[1].push(option);
    else groups.push([option.group, [option]]);
  }
  return groups;
}

type FileProps = FieldProps & {
  /** Types that the browser offers first, as in `accept`. */
  accept?: string;
  several?: boolean;
  /** What is already kept; « Retirer » is a submit button named `removeName`, its value the file's. */
  kept?: readonly { name: string; detail: string; href?: string; value: string }[];
  removeName?: string;
};

export function FileField({ accept, several, kept = [], removeName, ...field }: FileProps) {
  const t = useTexts();
  return (
    <Field {...field}>
      <div class="file">
        {kept.map(({ name, detail, href, value }) => (
          <p key={value} class="row kept">
            <Icon name="file" />
            <span>
              {href === undefined ? name : <a href={href}>{name}</a>} <span class="quiet nowrap">({detail})</span>
            </span>
            {removeName !== undefined && (
              <button class="btn btn-text" name={removeName} value={value}>
                {t.remove}
                <span class="sr"> {name}</span>
              </button>
            )}
          </p>
        ))}
        <input
          type="file"
          class="drop"
          {...wiring(field)}
          id={field.id ?? field.name}
          name={field.name}
          accept={accept}
          multiple={several}
        />
      </div>
    </Field>
  );
}

/** Label, hint, error, control, in this order: what one hears before typing is what one needs. */
export function Field({
  name,
  id = name,
  label,
  hint,
  error,
  optional = false,
  children,
}: FieldProps & { children: ComponentChildren }) {
  const t = useTexts();
  return (
    <div class={`field${error === undefined ? '' : ' has-error'}`}>
      <label class="label" for={id}>
        {label}
        {optional && <span class="opt"> {t.optional}</span>}
      </label>
      <Hint id={id} hint={hint} />
      <FieldError id={id} error={error} />
      {children}
    </div>
  );
}

export function Hint({ id, hint }: { id: string; hint: ComponentChildren }) {
  return hint === undefined || hint === '' ? null : (
    <p class="hint" id={`${id}-h`}>
      {hint}
    </p>
  );
}

export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  return error === undefined ? null : (
    <p class="error" id={`${id}-e`}>
      <Icon name="triangle" />
      <span>{error}</span>
    </p>
  );
}

/** How a control is tied to its hint and error, and that it has to be answered. */
export function wiring({ name, id = name, hint, error, optional = false }: FieldProps) {
  return {
    'aria-describedby': describedBy(id, hint, error),
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    required: !optional,
  };
}

export function describedBy(id: string, hint: ComponentChildren, error: string | undefined): string | undefined {
  const parts = [hint === undefined || hint === '' ? '' : `${id}-h`, error === undefined ? '' : `${id}-e`];
  return parts.filter(Boolean).join(' ') || undefined;
}
