import { Alert } from '../../pages/alert.tsx';
import { Checkbox, Checkboxes, Group, RadioCards } from '../../pages/choices.tsx';
import { useTexts } from '../../pages/context.tsx';
import { Select, TextArea, TextField } from '../../pages/fields.tsx';
import { SlotPicker, type SlotDay } from '../../pages/slot-picker.tsx';
import type { FieldView, TextOnlyView } from './field-views.ts';
import { TimePicker } from '../../pages/time-picker.tsx';
import { Said } from './said.tsx';
import { RichText } from './rich-text.tsx';

type Words = { sourceDown: string };

/** One field of a form's page, with the shared controls. */
export function FieldPart({ view, words }: { view: FieldView; words: Words }) {
  const t = useTexts();
  if ('text' in view) return <Shown view={view} />;
  const { name, label, optional } = view;
  const question = {
    name,
    label: <Said>{label}</Said>,
    optional,
    ...(view.hint === '' ? {} : { hint: <Said>{view.hint}</Said> }),
    ...(view.error === null ? {} : { error: view.error }),
  };
  switch (view.kind) {
    case 'text':
      return (
        <TextField
          {...question}
          value={view.value}
          type={view.input}
          code={view.code}
          readOnly={view.readOnly}
          {...(view.figures === null ? {} : { figures: view.figures })}
          {...(view.least === null ? {} : { least: view.least })}
          {...(view.most === null ? {} : { most: view.most })}
          {...(view.maxLength === null ? {} : { maxLength: view.maxLength })}
          {...(view.autocomplete === null ? {} : { autocomplete: view.autocomplete })}
        />
      );
    case 'area':
      return <TextArea {...question} value={view.value} rows={view.rows} readOnly={view.readOnly} />;
    case 'radio':
      return (
        <RadioCards
          {...question}
          value={view.value}
          choices={view.options.map((option) => ({ ...option, label: <Said>{option.label}</Said> }))}
        />
      );
    case 'tick':
      return <Checkbox {...question} checked={view.ticked} />;
    case 'boxes':
      return (
        <Checkboxes
          {...question}
          values={view.values}
          choices={view.options.map((option) => ({ ...option, label: <Said>{option.label}</Said> }))}
        />
      );
    case 'select':
      return <Select {...question} value={view.value} placeholder={view.placeholder} options={view.options} />;
    case 'slots':
      return (
        <SlotPicker
          name={name}
          question={question.label}
          optional={optional}
          several={view.several}
          {...(question.hint === undefined ? {} : { hint: question.hint })}
          days={saidDays(view.days)}
          {...(question.error === undefined ? {} : { error: question.error })}
          {...(view.firstFree === null ? {} : { firstFree: view.firstFree })}
          {...(view.more === null ? {} : { more: { name: 'more', value: String(view.more), label: t.more } })}
        />
      );
    case 'times':
      return (
        <>
          {/* What is chosen on another day stays so; a time of this page, which comes after it, wins. */}
          {view.value !== '' && <input type="hidden" name={name} value={view.value} />}
          <TimePicker
            {...question}
            question={question.label}
            days={view.days}
            {...(view.firstFree === null ? {} : { firstFree: view.firstFree })}
            {...(view.earlier === null && view.later === null
              ? {}
              : { earlier: { name: 'from', value: view.earlier }, later: { name: 'from', value: view.later } })}
          />
        </>
      );
    case 'down':
      return (
        <Group {...question}>
          {view.values.map((value) => (
            <input key={value} type="hidden" name={name} value={value} />
          ))}
          <Alert level="wait">{words.sourceDown}</Alert>
        </Group>
      );
  }
}

function Shown({ view }: { view: TextOnlyView }) {
  if (view.kind === 'comment') return <RichText html={view.text} />;
  return view.kind === 'title' ? (
    <h2>
      <Said>{view.text}</Said>
    </h2>
  ) : (
    <h3>
      <Said>{view.text}</Said>
    </h3>
  );
}

/** What happens and where, as the agenda wrote it. */
function saidDays(days: readonly SlotDay[]): readonly SlotDay[] {
  const said = (words: SlotDay['slots'][number]['what']) => <Said>{words}</Said>;
  return days.map((day) => ({
    ...day,
    slots: day.slots.map(({ what, where, ...slot }) => ({
      ...slot,
      ...(what === undefined ? {} : { what: said(what) }),
      ...(where === undefined ? {} : { where: said(where) }),
    })),
  }));
}
