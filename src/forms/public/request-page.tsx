import { Alert } from '../../pages/alert.tsx';
import { Button, LinkButton } from '../../pages/buttons.tsx';
import { Fold, Folds } from '../../pages/confirm.tsx';
import { day, moment, type Telling } from '../../pages/dates.ts';
import { type Fact, Facts } from '../../pages/facts.tsx';
import { Form } from '../../pages/form.tsx';
import type { Frame, Language, Level } from '../../pages/frame.ts';
import { Page } from '../../pages/layout.tsx';
import { Stand, Timeline } from '../../pages/status.tsx';
import { Time } from '../../pages/time.tsx';
import type { Button as WorkflowButton, Interactive } from '../workflow/interactive.ts';
import { BookingTicket } from './booking-ticket.tsx';
import type { BookingView } from './bookings.ts';
import { RichText } from './rich-text.tsx';
import { Said, Written } from './said.tsx';
import { destroys, levelOfMessage, type Told } from './standing.ts';
import { Help } from './help.tsx';
import { texts } from './texts.ts';

export type RequestView = {
  frame: Frame;
  /** `/SLUG/N/` */
  address: string;
  formName: string;
  displayId: string;
  receivedAt: Temporal.PlainDateTime;
  status: string;
  level: Level;
  interactive: Interactive;
  bookings: readonly BookingView[];
  history: readonly (Told & { when: Temporal.PlainDateTime })[];
  answers: readonly Fact[];
  /** In which language the form and its workflow were written. */
  writing: Language;
};

/** A request as its author sees it. */
export function RequestPage(view: RequestView) {
  const { frame, formName, displayId, status, interactive, bookings, history, answers } = view;
  const t = texts[frame.language];
  const telling = { language: frame.language, now: frame.now };
  const others = interactive.messages.filter(({ position }) => position !== 'top');
  return (
    <Written reading={frame.language} writing={view.writing}>
      <Page
        frame={frame}
        title={`${t.requestTitle(displayId, status)} – ${formName}`}
        aside={<Help frame={frame} later={frame.user === null ? texts[frame.language].keepCopy : null} />}
      >
        <div class="flow">
          <div>
            <h1>
              <Said>{formName}</Said>
            </h1>
            <p class="quiet form-note">
              {t.requestOf(displayId, '')}
              <Time at={view.receivedAt}>{day(view.receivedAt.toPlainDate(), telling)}</Time>
            </p>
          </div>
          <Standing view={view} />
          {bookings.map((booking) => (
            <BookingTicket key={booking.varname} booking={booking} telling={telling} />
          ))}
          {others.map(({ html, level }) => (
            <Alert key={html} level={levelOfMessage(level)} role="note">
              <RichText html={html} />
            </Alert>
          ))}
          {interactive.busy ? <Busy address={view.address} language={frame.language} /> : <Buttons view={view} />}
          <section>
            <h2>{t.history}</h2>
            <Timeline entries={history.map((entry) => entryOf(entry, telling))} />
          </section>
          {answers.length > 0 && (
            <section>
              <h2>{t.yourAnswers}</h2>
              <Facts facts={answers} />
            </section>
          )}
        </div>
      </Page>
    </Written>
  );
}

function Standing({ view: { level, status, interactive } }: { view: RequestView }) {
  const top = interactive.messages.filter(({ position }) => position === 'top');
  return (
    <Stand level={level} title={status}>
      {top.map(({ html }) => (
        <RichText key={html} html={html} />
      ))}
    </Stand>
  );
}

function entryOf({ status, when, comment, messages, first }: RequestView['history'][number], telling: Telling) {
  const t = texts[telling.language];
  const title = first ? t.requestSent : (status ?? t.message);
  return {
    title,
    when: <Time at={when}>{moment(when, telling)}</Time>,
    children: (
      <>
        {first && status !== null && (
          <p>
            <Said>{status}</Said>
          </p>
        )}
        {comment !== null && comment !== '' && <RichText html={comment} />}
        {messages.map(({ html }) => (
          <RichText key={html} html={html} />
        ))}
      </>
    ),
  };
}

function Busy({ address, language }: { address: string; language: Frame['language'] }) {
  const t = texts[language];
  return (
    <Alert level="wait" role="status">
      <p>
        <b>{t.busy}</b>
      </p>
      <p>{t.busyText}</p>
      <p>
        <LinkButton href={address}>{t.reload}</LinkButton>
      </p>
    </Alert>
  );
}

/** What acts without taking anything away stands as it is; the rest opens first, with what it will do. */
function Buttons({ view: { frame, address, interactive } }: { view: RequestView }) {
  const t = texts[frame.language];
  if (interactive.buttons.length === 0) return null;
  const folded = interactive.buttons.filter(({ label, confirmation }) => confirmation !== null || destroys(label));
  const plain = interactive.buttons.filter((button) => !folded.includes(button));
  const form = (button: WorkflowButton) => (
    <Form key={button.id} action={address} class="">
      <input type="hidden" name="_ts" value={interactive.stamp} />
      <Button kind={destroys(button.label) ? 'bad' : 'plain'} name={button.id} value="yes">
        {button.label}
      </Button>
    </Form>
  );
  return (
    <section class="no-print">
      <h2>{folded.some(({ label }) => destroys(label)) ? t.whatYouCanDo : t.actions}</h2>
      {plain.length > 0 && <div class="tools">{plain.map(form)}</div>}
      {folded.length > 0 && (
        <Folds>
          {folded.map((button) => (
            <Fold key={button.id} summary={button.label}>
              <p>{button.confirmation ? <Said>{button.confirmation}</Said> : t.irreversible}</p>
              {form(button)}
            </Fold>
          ))}
        </Folds>
      )}
    </section>
  );
}
