import { formAddress, pageAddress } from './addresses.ts';
import { personOf } from '../../accounts/caller.ts';
import type { PageError } from '../../pages/error-summary.tsx';
import type { Frame } from '../../pages/frame.ts';
import type { Step } from '../../pages/steps.tsx';
import { texts as shared } from '../../pages/texts.ts';
import type { Values } from '../requests/types.ts';
import { summary, type Fill } from '../filling/fill.ts';
import { type FormPage, valuesOf } from '../filling/pages.ts';
import { computedValues } from '../filling/computed.ts';
import { valuesBefore } from '../filling/post-page.ts';
import { holdsAnswer, type FieldFault } from '../filling/read-page.ts';
import type { Visit } from '../filling/visit.ts';
import { shownFields, walk } from '../filling/visibility.ts';
import { answerOf } from './answer.ts';
import { isDeepStrictEqual } from 'node:util';
import { typedField } from '../fields/field-types.ts';
import { isSeen, viewOf } from './field-view.ts';
import type { FieldView } from './field-views.ts';
import { step } from './slots.ts';
import type { FillView, SummaryView } from './fill-page.tsx';
import { texts } from './texts.ts';

/** Why a page is shown with something to mend. */
export type Mending = {
  faults: readonly FieldFault[];
  /** Of the whole page. */
  messages: readonly string[];
  /** Of the summary of errors, in place of the count. */
  title: string | null;
  most: number;
  from: string;
};

export const nothingToMend: Mending = { faults: [], messages: [], title: null, most: step, from: '' };

export async function fillView(
  frame: Frame,
  visit: Visit,
  fill: Fill,
  pageId: string,
  mending: Mending,
): Promise<FillView> {
  const { pages } = await walk(visit.pages, fill.values, visit.at);
  const page = pages.find(({ id }) => id === pageId) ?? visit.pages[0]!;
  const before = await valuesBefore(visit, page, fill.values);
  const own: Values = Object.assign(
    {},
    ...page.fields.filter(holdsAnswer).map((field) => typedField(field, fill.typed[field.id])),
  );
  const asked = { ...before, ...own, ...valuesNow(page, fill) };
  const known = { ...asked, ...(await computedValues(page.fields, asked, fill.values, visit.at)) };
  const shown = await shownFields(page, before, known, visit.at);
  const moment = await visit.at(known);
  const telling = { language: frame.language, now: frame.now };
  const showing = {
    typed: fill.typed,
    faults: mending.faults,
    most: mending.most,
    from: mending.from,
    person: personOf(visit.caller),
    telling,
  };
  const around = await surroundings(frame, visit, fill, pages, page.id);
  const fields = await Promise.all(shown.filter(isSeen).map((field) => viewOf(field, visit, moment, showing)));
  return {
    ...around,
    description: visit.form.definition.description,
    fields,
    shown: shown.filter(holdsAnswer).map(({ id }) => id),
    first: pages[0]?.id === page.id,
    last: !visit.form.definition.confirmation && pages.at(-1)?.id === page.id,
    errors: errorsOf(mending, fields, frame),
    errorTitle: mending.title,
  };
}

export async function summaryView(frame: Frame, visit: Visit, fill: Fill, mending: Mending): Promise<SummaryView> {
  const { pages, values } = await walk(visit.pages, fill.values, visit.at);
  const moment = await visit.at(values);
  const around = await surroundings(frame, visit, fill, pages, summary);
  const telling = { language: frame.language, now: frame.now };
  const told = await Promise.all(
    pages.map(async (page) => {
      const shown = await shownFields(page, await valuesBefore(visit, page, values), values, visit.at);
      const fields = shown
        .filter(holdsAnswer)
        .filter(({ displayLocations }) => displayLocations.includes('validation'));
      const facts = await Promise.all(
        fields.map(async (field) => ({
          label: await moment.text(field.label),
          value: answerOf(field, values, telling),
        })),
      );
      const title = (await moment.text(page.label)) || texts[frame.language].answers;
      return { title, editHref: pageAddress(frame.homeUrl, visit.form.definition.slug, fill.id, page.id), facts };
    }),
  );
  return { ...around, pages: told, errors: errorsOf(mending, [], frame), errorTitle: mending.title };
}

/** What the page itself keeps, where it was answered and nothing else was typed since: labels of lists included. */
function valuesNow(page: FormPage, fill: Fill): Values {
  return valuesOf(
    page.fields
      .filter(holdsAnswer)
      .filter((field) =>
        isDeepStrictEqual(typedField(field, fill.typed[field.id])[field.id], fill.values[field.id] ?? null),
      ),
    fill.values,
  );
}

async function surroundings(frame: Frame, visit: Visit, fill: Fill, pages: readonly FormPage[], pageId: string) {
  const { definition } = visit.form;
  const t = texts[frame.language];
  const moment = await visit.at(fill.values);
  const steps: Step[] = await Promise.all(
    pages.map(async ({ id, label }) => {
      const name = (await moment.text(label)) || t.answers;
      return fill.done.includes(id)
        ? { label: name, href: pageAddress(frame.homeUrl, definition.slug, fill.id, id) }
        : { label: name };
    }),
  );
  if (definition.confirmation) steps.push({ label: t.check });
  const index = pages.findIndex(({ id }) => id === pageId);
  return {
    frame,
    writing: visit.writing,
    formName: definition.name,
    address: formAddress(frame.homeUrl, definition.slug),
    fillId: fill.id,
    pageId,
    steps,
    current: index === -1 ? Math.max(0, steps.length - 1) : index,
  };
}

/** Messages of the page first; those of fields say which field, since a summary is read without its page. */
function errorsOf({ messages }: Mending, fields: readonly FieldView[], { language }: Frame): PageError[] {
  const ofFields = fields.flatMap((view) =>
    'error' in view && view.error !== null ? [{ field: view.name, text: named(view.label, view.error, language) }] : [],
  );
  return [...messages.map((text) => ({ text })), ...ofFields];
}

function named(label: string, message: string, language: Frame['language']): string {
  if (/[?!.:…]\s*$/.test(label)) return `${label} ${message}`;
  return `${label}${shared[language].colon}${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
