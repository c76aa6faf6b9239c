import type { ComponentChildren } from 'preact';
import { Actions, Button } from '../../pages/buttons.tsx';
import { ErrorSummary, type PageError } from '../../pages/error-summary.tsx';
import { Form } from '../../pages/form.tsx';
import { type Fact, Recap } from '../../pages/facts.tsx';
import type { Frame, Language } from '../../pages/frame.ts';
import { Page } from '../../pages/layout.tsx';
import { Steps, type Step } from '../../pages/steps.tsx';
import { texts as shared } from '../../pages/texts.ts';
import type { FieldView } from './field-views.ts';
import { FieldPart } from './field.tsx';
import { Said, Written } from './said.tsx';
import { Help } from './help.tsx';
import { texts } from './texts.ts';

/** What every page of a form has around its questions. */
type Around = {
  frame: Frame;
  formName: string;
  /** `/SLUG/` */
  address: string;
  fillId: string;
  pageId: string;
  steps: readonly Step[];
  current: number;
  errors: readonly PageError[];
  errorTitle: string | null;
  /** In which language the form was written. */
  writing: Language;
};

export type FillView = Around & {
  description: string;
  fields: readonly FieldView[];
  /** Ids of the questions on the page: who reads it back knows what was asked. */
  shown: readonly string[];
  first: boolean;
  /** The last page of a form without a summary: it makes the request. */
  last: boolean;
};

export function FillPage(view: FillView) {
  const { frame, fields, shown, first, last, description } = view;
  const [t, s] = [texts[frame.language], shared[frame.language]];
  const allRequired = fields.some((field) => 'optional' in field && !field.optional);
  return (
    <Surround view={view} heading={<Said>{view.formName}</Said>}>
      {first && description !== '' && (
        <p class="lead">
          <Said>{description}</Said>
        </p>
      )}
      {allRequired && <p class="quiet form-note">{s.allRequired}</p>}
      <Form action={view.address}>
        <HiddenFields view={view} />
        <input type="hidden" name="shown" value={shown.join(',')} />
        {asksMore(fields) && <Default />}
        {fields.map((field) => (
          <FieldPart key={field.id} view={field} words={t} />
        ))}
        <Bait label={t.honeypotLabel} />
        <Actions>
          <Button kind="main" name="submit" value="next">
            {last ? s.confirm : s.next}
          </Button>
          {!first && (
            <Button name="submit" value="previous">
              {s.previous}
            </Button>
          )}
          {!first && (
            <Button kind="text" name="submit" value="abandon">
              {s.abandon}
            </Button>
          )}
        </Actions>
      </Form>
    </Surround>
  );
}

export type SummaryView = Around & { pages: readonly { title: string; editHref: string; facts: readonly Fact[] }[] };

export function SummaryPage(view: SummaryView) {
  const [t, s] = [texts[view.frame.language], shared[view.frame.language]];
  return (
    <Surround view={view} heading={t.checkTitle}>
      {view.pages.map(({ title, editHref, facts }) => (
        <Recap key={editHref} title={title} editHref={editHref} facts={facts} />
      ))}
      <Form action={view.address}>
        <HiddenFields view={view} />
        <Actions>
          <Button kind="main" name="submit" value="confirm">
            {s.confirm}
          </Button>
          <Button name="submit" value="previous">
            {s.previous}
          </Button>
          <Button kind="text" name="submit" value="abandon">
            {s.abandon}
          </Button>
        </Actions>
      </Form>
    </Surround>
  );
}

function Surround({
  view,
  heading,
  children,
}: {
  view: Around;
  heading: ComponentChildren;
  children: ComponentChildren;
}) {
  const { frame, formName, steps, current, errors, errorTitle } = view;
  const t = texts[frame.language];
  const several = steps.length > 1;
  const title = several
    ? `${t.stepTitle(steps[current]?.label ?? '', current + 1, steps.length)} – ${formName}`
    : formName;
  return (
    <Written reading={frame.language} writing={view.writing}>
      <Page
        frame={frame}
        title={title}
        error={errors.length > 0}
        aside={<Help frame={frame} later={texts[frame.language].laterText} />}
      >
        {several && <Steps steps={steps} current={current} />}
        <ErrorSummary errors={errors} {...(errorTitle === null ? {} : { title: errorTitle })} />
        <h1>{heading}</h1>
        {children}
      </Page>
    </Written>
  );
}

function HiddenFields({ view }: { view: Around }) {
  return (
    <>
      <input type="hidden" name="fill" value={view.fillId} />
      <input type="hidden" name="page" value={view.pageId} />
    </>
  );
}

/** Pages that hold buttons of their own: days to come, days before. */
function asksMore(fields: readonly FieldView[]): boolean {
  return fields.some((field) => field.kind === 'times' || (field.kind === 'slots' && field.more !== null));
}

/** Enter, pressed in a text, presses the first button of a form: it must be « Suivant », not one of the dates. */
function Default() {
  return <button class="sr" name="submit" value="next" tabIndex={-1} aria-hidden="true" />;
}

/** People neither see nor hear it; a robot fills it. */
function Bait({ label }: { label: string }) {
  return (
    <div hidden>
      <label for="f00">{label}</label>
      <input id="f00" name="f00" autocomplete="off" tabIndex={-1} />
    </div>
  );
}
